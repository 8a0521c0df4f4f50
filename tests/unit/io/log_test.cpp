#include "daemon/io/log.hpp"

#include <array>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/log_line.hpp"
#include "tests/unit/io/pipe.hpp"

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

const net::Note transition{net::Level::info, "transition", "web", {{"from", "backup"}, {"to", "master"}}};
constexpr WallTime at{std::chrono::seconds{1795309323} + 456ms};

TEST(LogLine, BeginsTextWithTheTimeAndTheLevel) {
    EXPECT_EQ(log_line(transition, LogFormat::text, at),
              "2026-11-22T01:02:03.456Z info transition instance=web from=backup to=master\n");
}

TEST(LogLine, BeginsTheJournalsWithItsPriority) {
    EXPECT_EQ(log_line(transition, LogFormat::journal, at), "<6>transition instance=web from=backup to=master\n");
    EXPECT_EQ(log_line({net::Level::error, "fault", {}, {}}, LogFormat::journal, at), "<3>fault\n");
}

TEST(LogLine, IsOneJsonObject) {
    EXPECT_EQ(log_line(transition, LogFormat::json, at),
              R"({"time":"2026-11-22T01:02:03.456Z","level":"info","event":"transition",)"
              R"("instance":"web","from":"backup","to":"master"})"
              "\n");
}

// Each would be more than a word to a terminal, to who reads lines, or to who reads fields.
TEST(LogLine, IsOneLineOfTextWhateverIsSaid) {
    const net::Note note{net::Level::info,
                         "odd",
                         "a \"b\"",
                         {{"html", "<b>&</b>"},
                          {"lines", "1\n2\r3\u2028"},
                          {"terminal", "\x1b[31m\u009b"},
                          {"unicode", "Z\u00fcrich \u6f22"},
                          {"bytes", "\xff\xc3"},
                          {"path", "C:\\"}}};
    EXPECT_EQ(log_line(note, LogFormat::journal, at),
              R"(<6>odd instance="a \"b\"" html="<b>&</b>" lines="1\x0a2\x0d3\xe2\x80\xa8" )"
              R"(terminal="\x1b[31m\xc2\x9b" )"
              "unicode=\"Z\u00fcrich \u6f22\""
              R"( bytes="\xff\xc3" path="C:\\")"
              "\n");
}

TEST(LogLine, KeepsInJsonWhatEachLineHas) {
    const net::Note note{
        net::Level::info, "odd", "web", {{"event", "other"}, {"level", "other"}, {"what", "\u6f22\"<"}}};
    EXPECT_EQ(log_line(note, LogFormat::json, at),
              "{\"time\":\"2026-11-22T01:02:03.456Z\",\"level\":\"info\",\"event\":\"odd\",\"instance\":\"web\","
              "\"what\":\"\u6f22\\\"<\"}\n");
}

TEST(LogLine, EscapesInJsonWhatIsNotText) {
    const net::Note note{net::Level::info, "odd", {}, {{"bytes", "a\"\n\xff"}}};
    EXPECT_THAT(log_line(note, LogFormat::json, at), HasSubstr(R"("bytes":"a\"\n)"
                                                               "\xEF\xBF\xBD\""));
}

TEST(Logger, HasWrittenEverythingWhenItEnds) {
    Pipe pipe;
    {
        Logger logger{{.format = LogFormat::text}, pipe.in.get()};
        for (int i = 0; i < 100; ++i) logger.write(transition);
    }
    const std::string text = pipe.drain();
    EXPECT_EQ(std::ranges::count(text, '\n'), 100);
}

TEST(Logger, LeavesOutWhatIsBelowItsLevel) {
    Pipe pipe;
    {
        Logger logger{{.level = net::Level::warning, .format = LogFormat::text}, pipe.in.get()};
        logger.write(transition);
        logger.write({net::Level::warning, "seen", {}, {}});
    }
    EXPECT_THAT(pipe.drain(), EndsWith("Z warning seen\n"));
}

TEST(Logger, ChoosesTextForWhatIsNotTheJournal) {
    Pipe pipe;
    ::unsetenv("JOURNAL_STREAM");
    {
        Logger{{}, pipe.in.get()}.write(transition);
    }
    EXPECT_THAT(pipe.drain(), HasSubstr("Z info transition"));
}

TEST(Logger, ChoosesTheJournalsFormatWhenTheStreamIsTheJournals) {
    Pipe pipe;
    struct stat status{};
    ASSERT_EQ(::fstat(pipe.in.get(), &status), 0);
    const std::string stream = std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
    ::setenv("JOURNAL_STREAM", stream.c_str(), 1);
    {
        Logger{{}, pipe.in.get(), "/nowhere"}.write(transition);
    }
    ::unsetenv("JOURNAL_STREAM");
    EXPECT_THAT(pipe.drain(), StartsWith("<6>transition")) << "where there is no journal, who reads stderr gets it";
}

// All that the log says it has lost.
std::uint64_t dropped_by(const std::string& text) {
    const std::string said = " warning log_lines_dropped count=";
    std::uint64_t count = 0;
    for (auto found = text.find(said); found != std::string::npos; found = text.find(said, found + 1)) {
        count += std::stoull(text.substr(found + said.size()));
    }
    return count;
}

// The pipe holds 64 KiB and nobody reads until the end; if write() waited, this would never end.
TEST(Logger, CountsWhatItDropsInsteadOfWaiting) {
    Pipe pipe;
    std::string text;
    std::uint64_t lost = 0;
    {
        Logger logger{{.format = LogFormat::text}, pipe.in.get()};
        for (int i = 0; i < 20000; ++i) logger.write(transition);
        lost = logger.lost();
        // Make room for all that is queued, so that the logger can end.
        ::fcntl(pipe.out.get(), F_SETPIPE_SZ, 1 << 20);
        std::array<char, 65536> part{};
        const auto size = ::read(pipe.out.get(), part.data(), part.size());
        text.append(part.data(), static_cast<std::size_t>(size));
    }
    text += pipe.drain();
    EXPECT_GT(lost, 0U);
    EXPECT_EQ(dropped_by(text), lost);
    EXPECT_LT(std::ranges::count(text, '\n'), 20000);
}

TEST(Logger, SurvivesThatItsReaderEnds) {
    Pipe pipe;
    pipe.out.reset();
    {
        Logger{{}, pipe.in.get()}.write(transition);
    }
    SUCCEED() << "no SIGPIPE";
}

TEST(Logger, EndsThoughNobodyReads) {
    Pipe pipe;
    {
        Logger logger{{.format = LogFormat::text}, pipe.in.get()};
        for (int i = 0; i < 3000; ++i) logger.write(transition);
    }
    pipe.in.release();  // the thread is still writing to it
    SUCCEED() << "the destructor came back";
}

}  // namespace
}  // namespace holdfast::io
