// What is done when a fence does not succeed: rung by rung.
#include <netinet/in.h>
#include <sys/syscall.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/guard/latch_file.hpp"
#include "tests/unit/guard/engine.hpp"
#include "tests/unit/guard/fence_host.hpp"

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto block = fence::Escalation::block;
constexpr auto link_down = fence::Escalation::link_down;

class EscalationTest : public test::FenceHost {
protected:
    // The kernel has it with another length, and does not remove what is not exactly named.
    void add_address_that_stays() const { add(test::prefix("192.0.2.50/24")); }

    static std::string output_of(const std::string& command) {
        FILE* pipe = ::popen(command.c_str(), "r");
        std::string text(65536, '\0');
        text.resize(::fread(text.data(), 1, text.size(), pipe));
        ::pclose(pipe);
        return text;
    }
    static std::string tables() { return output_of("nft list tables"); }
};

TEST_F(EscalationTest, StopsAtTheFirstRungThatSucceedsInPlaceOfTheScript) {
    equipment.fence.command = {"/nowhere/fence.sh"};
    equipment.fence.escalate = {block, link_down};
    EXPECT_EQ(summary(fence()), "remove persist command! verify! block verify");
    EXPECT_THAT(tables(), HasSubstr("holdfast_web"));
}

TEST_F(EscalationTest, HasFailedWhenThereIsNoRung) {
    equipment.fence.command = {"/bin/false"};
    EXPECT_EQ(summary(fence()), "remove persist command! verify!");
}

TEST_F(EscalationTest, SeesAnAddressThatStays) {
    add_address_that_stays();
    const auto all = fence();
    EXPECT_EQ(summary(all), "remove! persist verify!");
    EXPECT_EQ(all.back().what, "still there: 192.0.2.50/32");
}

TEST_F(EscalationTest, BlocksAnAddressThatStays) {
    add_address_that_stays();
    equipment.fence.escalate = {block};
    const auto all = fence();
    EXPECT_THAT(summary(all), StartsWith("remove! "));
    EXPECT_TRUE(all.back().succeeded) << text(all);
    EXPECT_EQ(all.back().what, "blocked: 192.0.2.50/32");
}

TEST_F(EscalationTest, KeepsABlockedAddressFromAnsweringUntilItIsReleased) {
    const io::Fd here{::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)};
    const auto other = test::Namespace::make();
    test::run("ip link set lo up");
    ASSERT_EQ(::setns(here.get(), CLONE_NEWNET), 0);
    test::run("ip link set far netns " + other.path());
    test::run("ip address add 192.0.2.50/24 dev eth0; ip address add 2001:db8::50/64 dev eth0 nodad");
    const auto from_other = [&](const std::string& command) {
        other.enter();
        std::string text = output_of(command + " 2>&1");
        ::setns(here.get(), CLONE_NEWNET);
        return text;
    };
    from_other("ip link set far up; ip address add 192.0.2.1/24 dev far; ip address add 2001:db8::1/64 dev far nodad");
    test::wait_until_up(eth0);
    const io::Fd receiver{::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const sockaddr_in6 any{
        .sin6_family = AF_INET6, .sin6_port = htons(9), .sin6_flowinfo = 0, .sin6_addr = {}, .sin6_scope_id = 0};
    ASSERT_EQ(::bind(receiver.get(), reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
    // With what it takes to find it: nobody knows its MAC at first.
    const auto answers = [&](const std::string& who, std::chrono::milliseconds patience = 3s) {
        from_other("ip neighbour flush all; ip -6 neighbour flush all");
        from_other("bash -c 'echo > /dev/udp/" + who + "/9'");
        char byte = 0;
        return test::readable(receiver.get(), patience) && ::read(receiver.get(), &byte, 1) == 1;
    };
    ASSERT_TRUE(answers("192.0.2.50"));
    ASSERT_TRUE(answers("2001:db8::50"));

    fence::Order both = order();
    both.addresses = {{eth0, test::prefix("192.0.2.50/32")}, {eth0, test::prefix("2001:db8::50/128")}};
    equipment.fence.escalate = {block};
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    ASSERT_TRUE(guard.fence(both));
    EXPECT_TRUE(hear(guard).back().succeeded);
    EXPECT_FALSE(answers("192.0.2.50", 500ms));
    EXPECT_FALSE(answers("2001:db8::50", 500ms));
    EXPECT_THAT(from_other("ip neighbour show"), Not(HasSubstr("lladdr")));

    ASSERT_TRUE(guard.keep({}));
    while (tables() != "") ASSERT_TRUE(test::readable(guard.socket())) << tables();
    EXPECT_TRUE(answers("192.0.2.50"));
    EXPECT_TRUE(answers("2001:db8::50"));
}

TEST_F(EscalationTest, UnblocksWhoIsReleasedThoughBlockingIsNoLongerConfigured) {
    add_address_that_stays();
    equipment.fence.escalate = {block};
    auto guard = test::Outfitted::start().value();
    fence(guard);
    ASSERT_THAT(tables(), HasSubstr("holdfast_web"));
    fence::Latch latch;
    latch.fence(latched(order(), 1), 1);
    equipment.fence.escalate = {};
    ASSERT_TRUE(guard.equip(equipment, latch));
    ASSERT_TRUE(guard.keep({}));
    while (tables() != "") ASSERT_TRUE(test::readable(guard.socket())) << tables();
}

TEST_F(EscalationTest, UnblocksAtItsStartWhomTheLatchDoesNotHold) {
    test::run("nft add table ip holdfast_web; nft add table ip holdfast_mail; nft add table ip other");
    auto guard = test::Outfitted::start().value();
    fence::Latch latch;
    latch.fence(latched(order(1, "mail"), 1), 1);
    ASSERT_TRUE(guard.equip(equipment, latch));
    const net::Instant end = io::now() + std::chrono::seconds{5};
    while (tables().find("holdfast_web") != std::string::npos && io::now() < end) {
    }
    EXPECT_EQ(tables(), "table ip holdfast_mail\ntable ip other\n");
}

TEST_F(EscalationTest, SetsTheInterfaceDown) {
    add_address_that_stays();
    equipment.fence.escalate = {link_down};
    EXPECT_EQ(summary(fence()), "remove! link-down verify persist verify");
    EXPECT_FALSE(io::Netlink::open()->link(eth0)->up);
}

TEST_F(EscalationTest, TakesEveryRungWhenNoneHelps) {
    equipment.fence.command = {"/bin/false"};
    equipment.fence.watchdog = "/nowhere/watchdog";
    equipment.fence.escalate = {fence::Escalation::watchdog};
    const auto all = fence();
    EXPECT_EQ(summary(all), "remove persist command! verify! watchdog! verify!");
}

// In a PID namespace reboot(2) ends its first process, by SIGHUP, and with it all others; nothing else happens.
TEST_F(EscalationTest, Reboots) {
    equipment.fence.command = {"/bin/false"};
    equipment.fence.escalate = {fence::Escalation::reboot};
    const io::Fd ours{::open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC)};
    ASSERT_EQ(::unshare(CLONE_NEWPID), 0);
    const pid_t machine = ::fork();
    if (machine == 0) {
        if (::getpid() != 1) ::_exit(1);  // never ourselves
        auto guard = test::Outfitted::start();
        if (!guard || !guard->equip(equipment, {}) || !guard->fence(order())) ::_exit(2);
        while (test::readable(guard->socket(), 20s)) guard->heard();
        ::_exit(3);
    }
    ASSERT_EQ(::setns(ours.get(), CLONE_NEWPID), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(machine, &status, 0), machine);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
    EXPECT_EQ(WTERMSIG(status), SIGHUP);
}

class WatchdogTest : public test::FenceHost {
protected:
    void set_up() override {
        FenceHost::set_up();
        equipment.fence.watchdog = device.path();
    }
    test::Mailbox device{scripts};
};

TEST_F(WatchdogTest, IsFedEachSecondFromTheBeginning) {
    auto guard = test::Outfitted::start().value();
    const net::Instant before = io::now();
    ASSERT_TRUE(guard.equip(equipment, {}));
    for (int meal = 1; meal <= 3; ++meal) EXPECT_EQ(device.read(), std::string(1, '\0'));
    EXPECT_GE(io::now() - before, 2s);
    EXPECT_LT(io::now() - before, 4s);
}

TEST_F(WatchdogTest, IsDisarmedAtAnOrderlyEnd) {
    {
        auto guard = test::Outfitted::start().value();
        ASSERT_TRUE(guard.equip(equipment, {}));
        device.read();
    }
    EXPECT_EQ(device.read(), "V");
}

TEST_F(WatchdogTest, IsLeftArmedWhenTheEngineDies) {
    {
        auto guard = test::Outfitted::start().value();
        ASSERT_TRUE(guard.equip(equipment, {}));
        ASSERT_TRUE(guard.pledge(std::array{Promise{7, 100ms, {{eth0, address}}}}));
        device.read();
    }
    EXPECT_EQ(device.read(1500ms), "");
}

TEST_F(WatchdogTest, IsDisarmedWhenItIsNoLongerConfigured) {
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    device.read();
    equipment.fence.watchdog.clear();
    ASSERT_TRUE(guard.equip(equipment, {}));
    EXPECT_EQ(device.read(), "V");
    EXPECT_EQ(device.read(1500ms), "");
}

TEST_F(WatchdogTest, StarvesAtItsRungForGood) {
    equipment.fence.command = {"/bin/false"};
    equipment.fence.escalate = {fence::Escalation::watchdog};
    {
        auto guard = test::Outfitted::start().value();
        ASSERT_TRUE(guard.equip(equipment, {}));
        device.read();
        const auto all = fence(guard);
        EXPECT_EQ(summary(all), "remove persist command! verify! watchdog verify");
        std::ignore = device.read(0ms);  // what it was fed before its rung
    }
    EXPECT_EQ(device.read(1500ms), "");
}

TEST_F(WatchdogTest, IsMissedAloudAndArmedWhenItComes) {
    const std::string late = scripts.file("late");
    equipment.fence.watchdog = late;
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    const auto told = hear(guard, 0);
    EXPECT_EQ(summary(told), "watchdog!");
    EXPECT_EQ(told.back().what, "arm the watchdog " + late + ": no such file or directory");
    std::filesystem::rename(device.path(), late);
    EXPECT_EQ(device.read(), std::string(1, '\0'));
    EXPECT_FALSE(test::readable(guard.socket(), 0ms)) << "it was told once";
}

}  // namespace
}  // namespace holdfast::guard
