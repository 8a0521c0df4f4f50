// What the engine may not do itself, done by its steward: here in a thread, at the other end of its socket.
#include "daemon/app/steward.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "daemon/app/desk.hpp"
#include "daemon/guard/guard.hpp"
#include "tests/unit/folder.hpp"
#include "tests/unit/guard/held_folder.hpp"
#include "tests/unit/readable.hpp"

namespace holdfast::app {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

io::Fd listen_at(const std::string& socket) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    socket.copy(address.sun_path, sizeof address.sun_path - 1);
    io::Fd made{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)};
    if (::bind(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) std::abort();
    if (::listen(made.get(), 1) != 0) std::abort();
    return made;
}

class StewardTest : public testing::Test {
protected:
    explicit StewardTest(const std::string& meant = "holdfast.toml") {
        configure("");
        const io::Fd listening = listen_at(socket());
        ::setenv("HOLDFAST_STEWARD", socket().c_str(), 1);
        steward = Steward::find(folder / meant);
        ::unsetenv("HOLDFAST_STEWARD");
        desk = std::jthread{
            [this, channel = io::Fd{::accept(listening.get(), nullptr, nullptr)}] { Desk{file()}.serve(channel); }};
    }

    void configure(const std::string& more) const {
        folder.write("holdfast.toml", "[node]\nrun_dir = \"" + folder.file("run") + "\"\nstate_dir = \"" +
                                          folder.file("state") + "\"\n" + more +
                                          "[[instance]]\nname = \"web\"\ninterface = \"eth0\"\nvrid = 51\n"
                                          "addresses = [\"192.0.2.10/24\"]\n");
    }
    std::string file() const { return folder.file("holdfast.toml"); }
    std::string socket() const { return folder.file("steward.sock"); }
    // Most errands need to know the folders.
    const Steward& informed() const {
        EXPECT_TRUE(steward->read_configuration().value());
        return *steward;
    }

    io::Result<guard::Guard> start_guard() const {
        return guard::Guard::start(
            [&](const io::Fd& engine, const io::Fd& page) { return steward->launch_guard(engine, page, 5s); });
    }

    test::Folder folder;

private:
    std::jthread desk;

protected:
    io::Result<Steward> steward = io::failed("find", 0);  // ends first, so that the desk closes
};

TEST_F(StewardTest, ReadsTheConfiguration) {
    const Reading reading = steward->read_configuration().value();
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->config.node.state_dir, folder / "state");
    EXPECT_EQ(reading->config.engine.instances.size(), 1U);
}

TEST_F(StewardTest, TellsWhatIsWrongWithTheConfiguration) {
    configure("nam = \"x\"\n");
    const Reading reading = steward->read_configuration().value();
    ASSERT_FALSE(reading);
    EXPECT_THAT(reading.error().front().message, HasSubstr("nam"));
}

TEST_F(StewardTest, DoesNothingBeforeItHasReadWhere) {
    EXPECT_EQ(steward->keep_decisions("x").error().code, EINVAL);
    EXPECT_EQ(steward->recollect().error().code, EINVAL);
}

TEST_F(StewardTest, RecollectsWhatWasDecided) {
    const Pins pins{{"web", detector::Pin::hold}};
    ASSERT_TRUE(informed().keep_decisions(to_json(pins)));
    const auto all = steward->recollect();
    ASSERT_TRUE(all);
    EXPECT_EQ(all->pins, pins);
    EXPECT_EQ(all->complaint, "");
}

TEST_F(StewardTest, TellsThatDecisionsCannotBeRead) {
    ASSERT_TRUE(informed().keep_decisions("nonsense"));
    EXPECT_THAT(steward->recollect()->complaint, HasSubstr("not a list of decisions"));
    std::filesystem::permissions(folder / "state/decisions.json", std::filesystem::perms::all);
    EXPECT_THAT(steward->recollect()->complaint, HasSubstr("decisions.json"));
}

TEST_F(StewardTest, RecollectsWhatWasBorrowed) {
    const std::vector<io::Borrowed> borrowed{{"eth0", "arp_ignore", 0, 1}};
    ASSERT_TRUE(informed().keep_borrowed(io::to_text(borrowed)));
    EXPECT_EQ(steward->recollect()->borrowed, borrowed);
}

// Root gives them back: what is no such setting could be any file.
TEST_F(StewardTest, KeepsNothingThatWasNotBorrowed) {
    EXPECT_EQ(informed().keep_borrowed("../../../../../../etc passwd 0 1\n").error().code, EINVAL);
    EXPECT_EQ(steward->keep_borrowed("eth0 forwarding 0 1\n").error().code, EINVAL);
    EXPECT_FALSE(std::filesystem::exists(folder / "run/borrowed-settings"));
}

TEST_F(StewardTest, StartsAGuardWhileADiskHangs) {
    informed();
    test::HeldFolder held{folder / "state"};
    std::jthread decision{[&] { EXPECT_TRUE(steward->keep_decisions(to_json({}))); }};
    EXPECT_TRUE(test::readable(held.fd()));  // somebody opens a file there
    EXPECT_TRUE(start_guard());
    held.release();
}

TEST_F(StewardTest, SaysWhatAFenceWouldLack) {
    EXPECT_EQ(informed().readiness().value(), Readiness{});
    configure("[fence]\ncommand = [\"/no/such/script\"]\n");
    informed();
    std::filesystem::remove_all(folder / "state");
    const Readiness lacking = steward->readiness().value();
    EXPECT_EQ(lacking.state_dir, ENOENT);
    EXPECT_EQ(lacking.command, ENOENT);
}

TEST_F(StewardTest, BindsTheControlSocketAndRemovesIt) {
    const auto bound = informed().bind_control();
    ASSERT_TRUE(bound);
    int listening = 0;
    socklen_t size = sizeof listening;
    ASSERT_EQ(::getsockopt(bound->get(), SOL_SOCKET, SO_ACCEPTCONN, &listening, &size), 0);
    EXPECT_EQ(listening, 1);
    EXPECT_TRUE(std::filesystem::exists(folder / "run/control.sock"));
    ASSERT_TRUE(steward->unbind_control());
    EXPECT_FALSE(std::filesystem::exists(folder / "run/control.sock"));
}

TEST_F(StewardTest, ChangesNoOtherSettingsThanAFew) {
    const auto change = [&](const char* interface, const char* key) {
        return informed().write_setting({net::Family::ipv4, interface, key}, 0).error().code;
    };
    EXPECT_EQ(change("lo", "forwarding"), EPERM);
    EXPECT_EQ(change("../all", "arp_ignore"), EPERM);
    EXPECT_EQ(change("..", "arp_ignore"), EPERM);
    EXPECT_EQ(change("", "arp_ignore"), EPERM);
    EXPECT_EQ(change("no_such", "arp_ignore"), ENOENT);
}

TEST_F(StewardTest, StartsAGuard) {
    informed();
    const auto guard = start_guard();
    ASSERT_TRUE(guard) << guard.error().text();
    EXPECT_TRUE(guard->alive());
    configure("script_user = \"nobody\"\n");
    EXPECT_TRUE(steward->read_configuration().value());  // the guard is told
    EXPECT_TRUE(guard->alive());
}

TEST_F(StewardTest, StartsNoGuardBesideOneThatLives) {
    informed();
    {
        const auto first = start_guard();
        ASSERT_TRUE(first);
        EXPECT_EQ(start_guard().error().code, EBUSY);
        ASSERT_EQ(::syscall(SYS_pidfd_send_signal, first->fd(), SIGKILL, nullptr, 0), 0);
        ASSERT_TRUE(test::readable(first->fd()));
    }
    EXPECT_TRUE(start_guard());
}

TEST_F(StewardTest, RefusesWhatItDoesNotKnow) {
    informed();
    auto channel = io::make_channel().value();
    ASSERT_TRUE(io::send_parcel(io::Fd{::dup(steward->fd())}, net::Bytes{99}, std::array{channel.second.get()}));
    channel.second.reset();
    const io::Parcel parcel = io::receive_parcel(channel.first).value();
    net::Reader answer{parcel.bytes};
    EXPECT_EQ(answer.u32(), static_cast<std::uint32_t>(ENOSYS));
}

class StewardOfAnotherFile : public StewardTest {
protected:
    StewardOfAnotherFile() : StewardTest{"other.toml"} {}
};

TEST_F(StewardOfAnotherFile, IsRefused) {
    const Reading reading = steward->read_configuration().value();
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().front().file, folder.file("other.toml"));
    EXPECT_THAT(reading.error().front().message, HasSubstr("is not what the steward reads: that is " + file()));
}

// Its place is taken by whoever listens there.
class MuteSteward : public testing::Test {
protected:
    MuteSteward() {
        const std::string socket = folder.file("steward.sock");
        const io::Fd listening = listen_at(socket);
        ::setenv("HOLDFAST_STEWARD", socket.c_str(), 1);
        steward = Steward::find("x.toml");
        ::unsetenv("HOLDFAST_STEWARD");
        other_end = io::Fd{::accept(listening.get(), nullptr, nullptr)};
    }

    io::Result<io::Fd> launch() const {
        const auto [engine, page] = io::make_channel().value();
        return steward->launch_guard(engine, page, 100ms);
    }
    int errands() const {
        int count = 0;
        while (test::readable(other_end.get(), 0ms) && io::receive_parcel(other_end)) ++count;
        return count;
    }

    test::Folder folder;
    io::Result<Steward> steward = io::failed("find", 0);
    io::Fd other_end;
};

TEST_F(MuteSteward, IsAskedOnceByTheEngineWhichThenWaitsNoMore) {
    EXPECT_EQ(launch().error().code, ETIMEDOUT);
    EXPECT_EQ(launch().error().code, ETIMEDOUT);
    EXPECT_EQ(steward->write_setting({net::Family::ipv4, "lo", "arp_ignore"}, 0).error().code, ETIMEDOUT);
    EXPECT_EQ(errands(), 1);
}

// Another start may find another: this says nothing against the configuration.
TEST_F(MuteSteward, ThatEndsIsNoWrongConfiguration) {
    other_end.reset();
    const auto reading = steward->read_configuration();
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().code, EPIPE);
}

TEST(StewardOfNobody, IsSaidToBeOutOfReach) {
    ::setenv("HOLDFAST_STEWARD", "/no/such/socket", 1);
    const auto none = Steward::find("x.toml");
    ::setenv("HOLDFAST_STEWARD", std::string(200, 'x').c_str(), 1);
    const auto long_one = Steward::find("x.toml");
    ::unsetenv("HOLDFAST_STEWARD");
    EXPECT_EQ(none.error().code, ENOENT);
    EXPECT_EQ(long_one.error().code, ENAMETOOLONG);
}

}  // namespace
}  // namespace holdfast::app
