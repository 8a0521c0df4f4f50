// The small wrappers: errors, timer, lock, scheduling.
#include <thread>

#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <gtest/gtest.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/name_holder.hpp"
#include "daemon/io/privileges.hpp"
#include "daemon/io/realtime.hpp"
#include "daemon/io/single.hpp"
#include "daemon/io/sockaddr.hpp"
#include "daemon/io/timer.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;

TEST(Error, SaysWhatWasDoneAndWhatCameOfIt) {
    EXPECT_EQ((Error{ENODEV, "bind eth0"}.text()), "bind eth0: no such device");
}

TEST(Fd, LeavesNothingBehindWhenItIsMoved) {
    Fd first{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    const int number = first.get();
    const Fd second{std::move(first)};
    EXPECT_EQ(second.get(), number);
    EXPECT_FALSE(first);  // NOLINT: what a moved-from Fd is, is promised
}

TEST(Fd, ClosesWhatItHeldWhenItGetsAnother) {
    Fd fd{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    const int number = fd.get();
    fd = Fd{};
    EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

TEST(Timer, IsDueAtOnceWhenItsTimeHasPassed) {
    auto timer = Timer::open().value();
    timer.arm(net::Instant{});
    EXPECT_TRUE(test::readable(timer.fd()));
}

TEST(Timer, IsNotDueBeforeItsTime) {
    auto timer = Timer::open().value();
    const net::Instant at = now() + 20ms;
    timer.arm(at);
    ASSERT_TRUE(test::readable(timer.fd()));
    EXPECT_GE(now(), at);
}

TEST(Timer, IsNeverDueWithoutATime) {
    auto timer = Timer::open().value();
    timer.arm(net::Instant{});
    timer.arm(std::nullopt);
    EXPECT_FALSE(test::readable(timer.fd(), 0ms));
}

TEST(Timer, IsNotDueAfterItWasDrained) {
    auto timer = Timer::open().value();
    timer.arm(net::Instant{});
    ASSERT_TRUE(test::readable(timer.fd()));
    timer.drain();
    EXPECT_FALSE(test::readable(timer.fd(), 0ms));
}

TEST(Timer, DrainsWithoutWaitingWhenItIsNotDue) {
    auto timer = Timer::open().value();
    timer.drain();
    SUCCEED();
}

using NamespaceClaim = test::OneHost;

TEST_F(NamespaceClaim, IsRefusedToASecondDaemon) {
    const auto first = claim_namespace();
    ASSERT_TRUE(first);
    const auto second = claim_namespace();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, EADDRINUSE);
}

TEST_F(NamespaceClaim, IsFreeAgainWhenTheFirstEnds) {
    {
        const auto first = claim_namespace();
    }
    EXPECT_TRUE(claim_namespace());
}

TEST_F(NamespaceClaim, IsForOneNetworkNamespace) {
    const auto first = claim_namespace();
    const auto other = test::Namespace::make();
    EXPECT_TRUE(claim_namespace());
}

using HolderOfAName = test::OneHost;

io::Fd named_socket(std::string_view name) {
    io::Fd socket{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)};
    EXPECT_TRUE(bind_to(socket.get(), abstract_name(name)));
    return socket;
}
Fd as_nobody(const std::function<io::Fd()>& make) {
    Fd made;
    std::thread{[&] {  // the system call concerns the one thread
        if (::syscall(SYS_setresuid, 65534, 65534, 65534) == 0) made = make();
    }}
        .join();
    return made;
}

TEST_F(HolderOfAName, IsNobodyAtFirst) {
    EXPECT_EQ(holder_of(guard_name), Holder::nobody);
}

TEST_F(HolderOfAName, IsOursWhereRootTookIt) {
    const Fd taken = named_socket(guard_name);
    EXPECT_EQ(holder_of(guard_name), Holder::ours);
}

TEST_F(HolderOfAName, IsOursWhereADaemonHasClaimedIt) {
    const auto claim = claim_namespace();
    EXPECT_EQ(holder_of(daemon_name), Holder::ours);
}

TEST_F(HolderOfAName, IsAStrangerWhereAnybodyElseTookIt) {
    const Fd taken = as_nobody([] { return named_socket(guard_name); });
    EXPECT_EQ(holder_of(guard_name), Holder::stranger);
}

TEST_F(HolderOfAName, IsOursWhereTheUserIsKnown) {
    const Fd taken = as_nobody([] { return named_socket(guard_name); });
    EXPECT_EQ(holder_of(guard_name, 65534), Holder::ours);
}

using Capabilities = test::NeedsRoot;

TEST_F(Capabilities, AreThereForRoot) {
    EXPECT_TRUE(has_net_capabilities());
}

TEST_F(Capabilities, AreMissingAfterTheyAreGivenUp) {
    bool missing = false;
    std::thread{[&] {  // the system call concerns the one thread
        if (::syscall(SYS_setresuid, 65534, 65534, 65534) == 0) missing = !has_net_capabilities();
    }}
        .join();
    EXPECT_TRUE(missing);
}

using Realtime = test::NeedsRoot;

TEST_F(Realtime, ConcernsTheCallingThreadAndNotItsChildren) {
    int policy = -1;
    int child_policy = -1;
    Result<void> result;
    std::thread{[&] {
        result = become_realtime();
        policy = ::sched_getscheduler(0);
        std::thread{[&] { child_policy = ::sched_getscheduler(0); }}.join();
    }}.join();
    ::munlockall();
    if (!result) GTEST_SKIP() << result.error().text();
    EXPECT_EQ(policy, SCHED_RR | SCHED_RESET_ON_FORK);
    EXPECT_EQ(child_policy, SCHED_OTHER);
}

}  // namespace
}  // namespace holdfast::io
