// What the runner is ordered, by a runner that only listens.
#include "daemon/post/scripts.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>

#include <gmock/gmock.h>

#include "daemon/io/channel.hpp"
#include "daemon/io/clock.hpp"
#include "daemon/runner/wire.hpp"
#include "tests/unit/notify/support.hpp"

namespace holdfast::post {
namespace {

using engine::Standing;

class Stage {
public:
    Stage() = default;
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    void configure(const std::vector<std::string>& names) {
        notify::Scripts all;
        all[notify::Slot::master] = {"/master"};
        all[notify::Slot::stop] = {"/stop"};
        notify::Settings settings;
        for (const std::string& name : names) {
            settings.parties.push_back(notify::web(all));
            settings.parties.back().key.name = name;
        }
        scripts_.configure(settings, io::now());
    }
    void tell(const notify::Happening& happening) { scripts_.tell(happening, scripts_.picture(), io::now()); }
    void hurry() { scripts_.hurry(io::now()); }
    // What is ordered by now.
    std::vector<runner::Run> ordered() {
        std::vector<runner::Run> all;
        while (const auto message = inbox_.receive(theirs_)) {
            all.push_back(std::get<runner::Run>(runner::decode_orders(*message)->front()));
        }
        return all;
    }
    void end(const runner::Run& run) {
        io::send_message(theirs_, runner::encode(runner::Ended{.id = run.id, .why = "", .output = ""}));
    }
    void advance() {
        std::vector<pollfd> sources;
        scripts_.poll_on(sources);
        ::poll(sources.data(), sources.size(), 0);
        scripts_.advance(sources, io::now());
    }
    const std::vector<net::Note>& notes() const { return notes_; }

private:
    io::Result<io::Fd> launch(const io::Fd& engine) {
        theirs_ = io::Fd{::fcntl(engine.get(), F_DUPFD_CLOEXEC, 0)};
        io::send_message(theirs_, std::vector<std::uint8_t>{1});  // it is ready
        return io::Fd{::eventfd(0, EFD_CLOEXEC)};                 // and does not end
    }

    io::Fd theirs_;
    io::Inbox inbox_;
    std::vector<net::Note> notes_;
    Scripts scripts_{[this](const io::Fd& engine) { return launch(engine); },
                     [this](net::Note note) { notes_.push_back(std::move(note)); }};
};

std::vector<std::string> names(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back("i" + std::to_string(i));
    return all;
}

TEST(ScriptsOfMany, AreNoMoreThanSoManyAtOnceAndNoneIsLost) {
    Stage stage;
    stage.configure(names(100));
    for (const std::string& name : names(100)) stage.tell(notify::becomes(Standing::master, name));
    const auto first = stage.ordered();
    EXPECT_EQ(first.size(), 64);
    for (const runner::Run& run : first) stage.end(run);
    stage.advance();
    EXPECT_EQ(stage.ordered().size(), 36);
    EXPECT_THAT(stage.notes(), testing::IsEmpty());
}

TEST(ScriptsOfMany, AreAllOrderedWhenTheEndIsNear) {
    Stage stage;
    stage.configure(names(100));
    for (const std::string& name : names(100)) stage.tell(notify::becomes(Standing::master, name));
    stage.hurry();
    EXPECT_EQ(stage.ordered().size(), 100);
}

TEST(ScriptsOfMany, WaitForARunnerThatDoesNotListen) {
    Stage stage;
    stage.configure({"web"});
    stage.hurry();
    notify::Happening wordy = notify::becomes(Standing::master);
    std::get<engine::Proclaim>(wordy.what).reason = std::string(4000, 'x');
    constexpr std::size_t more_than_it_takes = 3000;
    for (std::size_t i = 0; i < more_than_it_takes; ++i) stage.tell(wordy);
    std::size_t heard = stage.ordered().size();
    EXPECT_LT(heard, more_than_it_takes);
    for (int i = 0; i < 1000 && heard < more_than_it_takes; ++i) {
        stage.advance();
        heard += stage.ordered().size();
    }
    EXPECT_EQ(heard, more_than_it_takes);
    EXPECT_THAT(stage.notes(), testing::IsEmpty());
}

TEST(ScriptsOfAReload, AreThoseOfTheirOwnConfiguration) {
    Stage stage;
    stage.configure({"old"});
    stage.tell(notify::becomes(Standing::master, "old"));
    stage.tell(notify::becomes(Standing::stopped, "old"));
    stage.tell(notify::becomes(Standing::master, "new"));
    stage.configure({"new"});
    const auto ordered = stage.ordered();
    ASSERT_EQ(ordered.size(), 3);
    EXPECT_EQ(ordered[0].generation, ordered[1].generation);
    EXPECT_EQ(ordered[2].queue, "instance new");
}

}  // namespace
}  // namespace holdfast::post
