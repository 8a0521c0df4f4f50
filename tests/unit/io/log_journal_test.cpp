// What the journal gets, byte by byte, at a socket of our own.
#include <filesystem>
#include <thread>

#include <sys/socket.h>
#include <sys/un.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/log.hpp"
#include "daemon/io/log_entry.hpp"
#include "tests/unit/folder.hpp"
#include "tests/unit/io/pipe.hpp"

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const net::Note to_master{net::Level::info, "transition", "web", {{"from", "backup"}, {"to", "master"}}};
constexpr WallTime then{std::chrono::seconds{1795309323} + 456ms};

TEST(JournalEntry, HasAFieldForEachOfTheNotes) {
    EXPECT_EQ(journal_entry(to_master, then),
              "MESSAGE=transition instance=web from=backup to=master\n"
              "MESSAGE_ID=a28c813da477597cb0548cc4343b9772\n"
              "PRIORITY=6\n"
              "SYSLOG_IDENTIFIER=holdfastd\n"
              "HOLDFAST_EVENT=transition\n"
              "HOLDFAST_TIME=2026-11-22T01:02:03.456Z\n"
              "HOLDFAST_INSTANCE=web\n"
              "HOLDFAST_FROM=backup\n"
              "HOLDFAST_TO=master\n");
}

TEST(JournalEntry, TellsTheLengthOfWhatHasLines) {
    const net::Note note{net::Level::error, "odd", "", {{"says", "a\nB=c"}}};
    EXPECT_THAT(journal_entry(note, then),
                AllOf(HasSubstr("PRIORITY=3\n"), HasSubstr("MESSAGE=odd says=\"a\\x0aB=c\"\n"),
                      HasSubstr("\nHOLDFAST_SAYS\n\x05\0\0\0\0\0\0\0a\nB=c\n"s), Not(HasSubstr("HOLDFAST_INSTANCE"))));
}

TEST(JournalEntry, LeavesWhatIsNoNameOfTheJournalsOut) {
    const net::Note note{net::Level::info, "odd", "", {{"a-b c", "1"}, {"event", "forged"}}};
    EXPECT_THAT(journal_entry(note, then),
                AllOf(HasSubstr("\nHOLDFAST_A_B_C=1\n"), Not(HasSubstr("HOLDFAST_EVENT=forged"))));
}

TEST(MessageId, IsAUuidOfTheEventsName) {
    EXPECT_EQ(message_id("verdict"), message_id("verdict"));
    EXPECT_NE(message_id("verdict"), message_id("transition"));
    EXPECT_EQ(message_id("verdict").size(), 32);
    EXPECT_EQ(message_id("verdict")[12], '5') << "the version";
}

class FakeJournal {
public:
    FakeJournal() {
        socket_ = Fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.native().copy(address.sun_path, sizeof address.sun_path - 1);
        if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) std::abort();
    }
    const std::filesystem::path& path() const { return path_; }
    std::string next() const {
        std::array<char, 4096> part{};
        const auto size = ::recv(socket_.get(), part.data(), part.size(), 0);
        return {part.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    }
    void go() { socket_.reset(); }

private:
    test::Folder folder_;
    std::filesystem::path path_ = folder_ / "socket";
    Fd socket_;
};

TEST(Logger, GivesTheJournalEntries) {
    FakeJournal journal;
    Pipe pipe;
    {
        Logger logger{{.format = LogFormat::journal}, pipe.in.get(), journal.path()};
        logger.write(to_master);
        logger.write({net::Level::warning, "other", {}, {}});
        EXPECT_THAT(journal.next(), AllOf(StartsWith("MESSAGE=transition"), HasSubstr("\nHOLDFAST_TO=master\n")));
        EXPECT_THAT(journal.next(), HasSubstr("\nPRIORITY=4\n"));
    }
    EXPECT_EQ(pipe.drain(), "");
}

TEST(Logger, GivesStderrWhatTheJournalDoesNotTake) {
    FakeJournal journal;
    Pipe pipe;
    {
        Logger logger{{.format = LogFormat::journal}, pipe.in.get(), journal.path()};
        logger.write({net::Level::info, "large", {}, {{"text", std::string(1'000'000, 'x')}}});
        logger.write({net::Level::info, "small", {}, {}});
        std::array<char, 1'100'000> line{};
        std::size_t size = 0;
        while (size == 0 || line[size - 1] != '\n') {
            const auto more = ::read(pipe.out.get(), line.data() + size, line.size() - size);
            ASSERT_GT(more, 0);
            size += static_cast<std::size_t>(more);
        }
        EXPECT_THAT((std::string{line.data(), 20}), StartsWith("<6>large text=xxx"));
        EXPECT_THAT(journal.next(), StartsWith("MESSAGE=small"));
        journal.go();
        logger.write({net::Level::info, "gone", {}, {}});
    }
    EXPECT_EQ(pipe.drain(), "<6>gone\n");
}

// Nobody reads the socket, which holds a few datagrams only: who writes must not wait, and the end comes all the same.
TEST(Logger, CountsWhatAJournalThatHangsDoesNotTake) {
    const FakeJournal journal;
    Pipe pipe;
    Logger logger{{.format = LogFormat::journal}, pipe.in.get(), journal.path()};
    for (int i = 0; i < 20000; ++i) logger.write(to_master);
    EXPECT_GE(logger.lost(), 20000U - 2 * 4096U - 1000U);
    EXPECT_LT(logger.lost(), 20000U);
    pipe.in.release();  // the thread is still to write to it
}

}  // namespace
}  // namespace holdfast::io
