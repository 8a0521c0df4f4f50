#include "daemon/guard/guard.hpp"

#include <thread>

#include <sys/syscall.h>
#include <sys/time.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/guard/handover.hpp"
#include "daemon/io/netlink.hpp"
#include "daemon/io/netlink_monitor.hpp"
#include "daemon/io/sockaddr.hpp"
#include "tests/unit/guard/engine.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;
using test::Engine;
using test::has_address;
using test::readable;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Slot web = 7;
constexpr net::Duration limit = 200ms;
constexpr net::Duration too_late = limit + 1s;  // the bench measures how late; this is for a machine that is busy
constexpr net::Duration for_long = 15s;         // and so long does a guard outlive its test

class GuardTest : public test::OneHost {
protected:
    void set_up() override {
        OneHost::set_up();
        monitor_.push_back(io::NetlinkMonitor::open().value());
    }

    const net::Prefix address = test::prefix("192.0.2.50/32");

    Promise promise(net::Duration silence_limit = limit) const { return {web, silence_limit, {{eth0, address}}}; }
    static Promise release() { return {web, limit, {}}; }

    void add() const {
        const io::AddressChange change{io::AddressChange::Kind::add, eth0, address, 0s};
        EXPECT_THAT(io::Netlink::open()->apply({&change, 1}), IsEmpty());
    }
    // As the engine does it: the guard is told before the address is added.
    Engine::Work hold(net::Duration silence_limit) const {
        return [=, this](test::Outfitted& guard, Engine& engine) {
            engine.advert(guard, web);
            if (!guard.pledge(std::array{promise(silence_limit)})) std::abort();
            add();
        };
    }

    // When the address went; none when it did not go.
    std::optional<net::Instant> deleted_at(std::chrono::milliseconds patience = 5s) {
        const net::Instant end = io::now() + patience;
        while (io::now() < end) {
            const auto rest = std::chrono::ceil<std::chrono::milliseconds>(end - io::now());
            if (!readable(monitor_.front().fd(), rest)) return std::nullopt;
            const net::Instant now = io::now();
            for (const io::KernelChange& change : monitor_.front().drain().changes) {
                const auto* vanished = std::get_if<io::AddressVanished>(&change);
                if (vanished != nullptr && vanished->address.prefix == address) return now;
            }
        }
        return std::nullopt;
    }
    void expect_deleted_at_the_limit_after(net::Instant last_advert) {
        const auto at = deleted_at();
        ASSERT_TRUE(at);
        EXPECT_GE(*at - last_advert, limit);
        EXPECT_LT(*at - last_advert, too_late);
    }

    static void signal(const Guard& guard, int number) {
        ASSERT_EQ(::syscall(SYS_pidfd_send_signal, guard.fd(), number, nullptr, 0), 0);
    }

private:
    std::vector<io::NetlinkMonitor> monitor_;
};

TEST_F(GuardTest, DeletesTheAddressesOfAnEngineThatFallsSilent) {
    const Engine engine{hold(limit)};
    expect_deleted_at_the_limit_after(engine.last_advert());
}

TEST_F(GuardTest, DeletesTheAddressesOfAStoppedEngine) {
    Engine engine{hold(limit)};
    engine.stop();
    expect_deleted_at_the_limit_after(engine.last_advert());
}

TEST_F(GuardTest, DeletesTheAddressesOfAKilledEngine) {
    Engine engine{hold(limit)};
    engine.kill();
    expect_deleted_at_the_limit_after(engine.last_advert());
}

TEST_F(GuardTest, LeavesThemWhileAdvertsGoOut) {
    auto guard = test::Outfitted::start().value();
    guard.advert_sent(web, io::now());
    ASSERT_TRUE(guard.pledge(std::array{promise(800ms)}));
    add();
    for (int i = 0; i < 12; ++i) {
        ASSERT_FALSE(deleted_at(100ms)) << "after " << i << " adverts";
        guard.advert_sent(web, io::now());
    }
}

TEST_F(GuardTest, DeletesTheSilentRoutersAddressesOnly) {
    auto guard = test::Outfitted::start().value();
    const net::Prefix other = test::prefix("192.0.2.51/32");
    ASSERT_TRUE(guard.pledge(std::array{promise(), Promise{web + 1, for_long, {{eth0, other}}}}));
    add();
    const io::AddressChange change{io::AddressChange::Kind::add, eth0, other, 0s};
    io::Netlink::open()->apply({&change, 1});
    EXPECT_TRUE(deleted_at());
    EXPECT_TRUE(has_address(other));
}

TEST_F(GuardTest, DeletesManyAddressesTogether) {
    auto guard = test::Outfitted::start().value();
    Promise many{web, limit, {{eth0, address}}};
    std::vector<io::AddressChange> changes;
    for (std::uint8_t i = 1; i < 255; ++i) {
        many.addresses.push_back({eth0, {net::IpAddress::v4(10, 0, 0, i), 32}});
        changes.push_back({io::AddressChange::Kind::add, eth0, many.addresses.back().prefix, 0s});
    }
    ASSERT_TRUE(guard.pledge(std::array{many}));
    add();
    EXPECT_THAT(io::Netlink::open()->apply(changes), IsEmpty());
    ASSERT_TRUE(deleted_at());                                       // the first of them, which goes last
    EXPECT_THAT(io::Netlink::open()->dump()->addresses, SizeIs(2));  // those of lo
}

// The engine promised, was stopped, and adds when it wakes.
TEST_F(GuardTest, DeletesWhatIsAddedAfterTheLimit) {
    const Engine engine{[this](test::Outfitted& guard, Engine&) {
        if (!guard.pledge(std::array{promise(50ms)})) std::abort();
    }};
    EXPECT_FALSE(deleted_at(100ms));  // there was nothing
    add();
    EXPECT_TRUE(deleted_at());
}

TEST_F(GuardTest, TellsThatASlotHasExpiredUntilItIsPledgedAgain) {
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.pledge(std::array{promise(for_long)}));
    EXPECT_FALSE(guard.expired(web));
    add();
    ASSERT_TRUE(guard.pledge(std::array{promise(20ms)}));
    ASSERT_TRUE(deleted_at());
    EXPECT_TRUE(guard.expired(web));
    ASSERT_TRUE(guard.pledge(std::array{promise(for_long)}));
    EXPECT_FALSE(guard.expired(web));
}

TEST_F(GuardTest, EndsWhenAllIsReleasedAndTheEngineEnds) {
    std::optional guard{test::Outfitted::start().value()};
    ASSERT_TRUE(guard->pledge(std::array{promise()}));
    ASSERT_TRUE(guard->pledge(std::array{release()}));
    const io::Fd process{::dup(guard->fd())};
    guard.reset();
    EXPECT_TRUE(readable(process.get()));
}

TEST_F(GuardTest, LeavesWhatIsReleased) {
    std::optional guard{test::Outfitted::start().value()};
    ASSERT_TRUE(guard->pledge(std::array{promise(for_long)}));
    add();
    ASSERT_TRUE(guard->pledge(std::array{release()}));
    const io::Fd process{::dup(guard->fd())};
    guard.reset();
    ASSERT_TRUE(readable(process.get()));
    EXPECT_TRUE(has_address(address));
}

// Else it watches on, and leaves the watchdog to whoever comes.
TEST_F(GuardTest, HearsTheReleaseOfAnEngineThatLeavesAnswersUnread) {
    std::optional guard{test::Outfitted::start().value()};
    ASSERT_TRUE(guard->pledge(std::array{promise(for_long)}));
    add();
    ASSERT_TRUE(guard->keep({}));
    ASSERT_TRUE(readable(guard->socket()));
    signal(*guard, SIGSTOP);
    ASSERT_TRUE(guard->pledge(std::array{release()}));
    const io::Fd process{::dup(guard->fd())};
    guard.reset();
    ASSERT_EQ(::syscall(SYS_pidfd_send_signal, process.get(), SIGCONT, nullptr, 0), 0);
    ASSERT_TRUE(readable(process.get()));
    EXPECT_TRUE(has_address(address));
}

TEST_F(GuardTest, IgnoresSignalsToTheWholeService) {
    auto guard = test::Outfitted::start().value();
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) signal(guard, number);
    ASSERT_TRUE(guard.pledge(std::array{promise()}));
    add();
    EXPECT_TRUE(deleted_at());
    EXPECT_TRUE(guard.alive());
}

TEST_F(GuardTest, IsNoticedWhenItDies) {
    auto guard = test::Outfitted::start().value();
    EXPECT_TRUE(guard.alive());
    signal(guard, SIGKILL);
    EXPECT_TRUE(readable(guard.fd()));
    EXPECT_FALSE(guard.alive());
    EXPECT_FALSE(guard.alive());
    const auto told = guard.pledge(std::array{promise()});
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, EPIPE);
}

TEST_F(GuardTest, NeverMakesTheEngineWait) {
    auto guard = test::Outfitted::start().value();
    signal(guard, SIGSTOP);
    io::Result<void> told;
    for (int i = 0; i < 100'000 && told; ++i) told = guard.pledge(std::array{promise()});
    signal(guard, SIGCONT);
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().text(), "tell the guard: resource temporarily unavailable");
}

// A signal, which any thread may get, is no sign that it is late.
TEST_F(GuardTest, IsAwaitedThroughSignals) {
    struct sigaction quiet{};
    quiet.sa_handler = [](int) {};
    ASSERT_EQ(::sigaction(SIGALRM, &quiet, nullptr), 0);
    constexpr itimerval each_millisecond{.it_interval = {0, 1000}, .it_value = {0, 1000}};
    constexpr itimerval never{};
    io::Fd outfitter;
    const auto guard = Guard::start([&](const io::Fd& engine, const io::Fd& page) -> io::Result<io::Fd> {
        auto launched = launch(engine, page, {});
        if (!launched) return std::unexpected{launched.error()};
        outfitter = std::move(launched->outfitter);
        ::setitimer(ITIMER_REAL, &each_millisecond, nullptr);
        return std::move(launched->process);
    });
    ::setitimer(ITIMER_REAL, &never, nullptr);
    EXPECT_TRUE(guard) << guard.error().text();
}

using TakeOver = GuardTest;

TEST_F(TakeOver, FindsNothingWhereNobodyWas) {
    const auto inherited = take_over();
    ASSERT_TRUE(inherited);
    EXPECT_THAT(inherited->leftovers, IsEmpty());
}

TEST_F(TakeOver, GetsTheAddressesOfADeadEngineWhichStay) {
    Engine engine{hold(for_long)};
    engine.kill();
    const auto inherited = take_over();
    ASSERT_TRUE(inherited) << inherited.error().text();
    ASSERT_THAT(inherited->leftovers, SizeIs(1));
    EXPECT_EQ(inherited->leftovers.front().interface, eth0);
    EXPECT_EQ(inherited->leftovers.front().prefix, address);
    EXPECT_LE(inherited->leftovers.front().remaining, for_long);
    EXPECT_GT(inherited->leftovers.front().remaining, 0s);
    EXPECT_TRUE(has_address(address));  // and its guard has ended
}

TEST_F(TakeOver, FindsNothingAfterTheDeletion) {
    Engine engine{hold(20ms)};
    engine.kill();
    ASSERT_TRUE(deleted_at());
    const auto inherited = take_over();
    ASSERT_TRUE(inherited);
    EXPECT_THAT(inherited->leftovers, IsEmpty());
}

TEST_F(TakeOver, IsNotAnsweredWhileTheEngineLives) {
    const Engine engine{hold(for_long)};
    const auto inherited = take_over();
    ASSERT_FALSE(inherited);
    EXPECT_EQ(inherited.error().code, ETIMEDOUT);
}

TEST_F(TakeOver, WorksAgainForTheSuccessorsSuccessor) {
    for (int life = 0; life < 3; ++life) {
        Engine engine{[&](test::Outfitted& guard, Engine&) {
            if (!guard.pledge(std::array{promise(for_long)})) std::abort();
        }};
        engine.kill();
        const auto inherited = take_over();
        ASSERT_TRUE(inherited) << inherited.error().text();
        EXPECT_THAT(inherited->leftovers, SizeIs(1));
    }
}

TEST_F(TakeOver, CarriesMoreThanOneMessageHolds) {
    Promise many{web, for_long, {}};
    for (int i = 0; i < 2000; ++i) {
        const auto low = static_cast<std::uint8_t>(i);
        many.addresses.push_back({eth0, {net::IpAddress::v4(10, 0, static_cast<std::uint8_t>(i >> 8), low), 32}});
    }
    Engine engine{[&](test::Outfitted& guard, Engine&) {
        if (!guard.pledge(std::array{many})) std::abort();
    }};
    engine.kill();
    const auto inherited = take_over();
    ASSERT_TRUE(inherited) << inherited.error().text();
    EXPECT_THAT(inherited->leftovers, SizeIs(2000));
}

// A guard may be of an older version than who asks it, or of a newer one.
TEST_F(TakeOver, PassesOverWhatItDoesNotKnow) {
    const auto listener = listen_for_successor();
    ASSERT_TRUE(listener);
    std::jthread guard{[&] {
        ASSERT_TRUE(readable(listener->get()));
        const io::Fd successor = accept_successor(*listener, {});
        constexpr std::array<std::uint8_t, 2> of_a_later_version{200, 1};
        EXPECT_TRUE(io::send_message(successor, of_a_later_version));
        EXPECT_TRUE(hand_over(successor, std::array{Leftover{eth0, address, for_long}}));
    }};
    const auto inherited = take_over();
    ASSERT_TRUE(inherited) << inherited.error().text();
    EXPECT_THAT(inherited->leftovers, SizeIs(1));
}

// Anybody may take an abstract name first; addresses of a stranger's making are not ours to remove.
TEST_F(TakeOver, BelievesOurOwnUserOnly) {
    const io::SocketAddress name = io::abstract_name("holdfast/guard");
    const io::Fd listener{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)};
    ASSERT_TRUE(io::bind_to(listener.get(), name));
    std::thread{[&] {  // the kernel notes who listens
        ASSERT_EQ(::syscall(SYS_setresuid, 65534, 65534, 65534), 0);
        ASSERT_EQ(::listen(listener.get(), 1), 0);
    }}
        .join();
    const auto inherited = take_over();
    ASSERT_FALSE(inherited);
    EXPECT_EQ(inherited.error().code, EPERM);
}

struct Caller {
    io::Fd socket;
    explicit Caller(const io::SocketAddress& name) : socket{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)} {
        EXPECT_EQ(::connect(socket.get(), name.get(), name.length), 0);
    }
};

// Who turns them away watches over addresses.
TEST_F(TakeOver, IsLookedForBehindAFewStrangersAtATime) {
    const io::SocketAddress name = io::abstract_name("holdfast/guard");
    const io::Fd listener{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    ASSERT_TRUE(io::bind_to(listener.get(), name));
    ASSERT_EQ(::listen(listener.get(), 64), 0);
    std::vector<Caller> callers;
    std::thread{[&] {
        ASSERT_EQ(::syscall(SYS_setresuid, 65534, 65534, 65534), 0);
        for (int stranger = 0; stranger < 32; ++stranger) callers.emplace_back(name);
    }}.join();
    callers.emplace_back(name);
    EXPECT_FALSE(accept_successor(listener, {}));
    bool found = false;
    for (int turn = 0; turn < 32 && !found; ++turn) found = static_cast<bool>(accept_successor(listener, {}));
    EXPECT_TRUE(found);
}

}  // namespace
}  // namespace holdfast::guard
