// A fence carried out: in its order, whatever the disk, the script and the engine do.
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/guard/latch_file.hpp"
#include "tests/unit/guard/engine.hpp"
#include "tests/unit/guard/fence_host.hpp"
#include "tests/unit/guard/held_folder.hpp"

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

#ifdef __SANITIZE_ADDRESS__
constexpr auto gone_within = 500ms;
#else
constexpr auto gone_within = 50ms;
#endif

class FencingTest : public test::FenceHost {
protected:
    fence::Latch latch() const { return read_latch(state.path()); }
    std::vector<std::string> latched() const {
        std::vector<std::string> names;
        for (const fence::Latched& entry : latch().instances) names.push_back(entry.instance);
        return names;
    }
    // Gone with the test's process.
    void mount_state(const char* options) const {
        ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
        ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
        ASSERT_EQ(::mount("holdfast", state.path().c_str(), "tmpfs", 0, options), 0);
    }
    void unmount_state() const { ::umount2(state.path().c_str(), MNT_DETACH); }
};

TEST_F(FencingTest, RemovesTheAddressesAndKeepsTheLatch) {
    add(address);
    EXPECT_EQ(summary(fence()), "remove persist verify");
    EXPECT_FALSE(test::has_address(address));
    ASSERT_THAT(latch().instances, SizeIs(1));
    const fence::Latched entry = latch().instances.front();
    EXPECT_EQ(entry.instance, "web");
    EXPECT_EQ(entry.verdict, "split_brain");
    EXPECT_EQ(entry.reason, "two masters");
    EXPECT_LE(wall_clock() - entry.at, 60);
    EXPECT_THAT(latch().fences, ElementsAre(entry.at));
}

TEST_F(FencingTest, HasSucceededWhenTheAddressesWereGoneBefore) {
    EXPECT_EQ(summary(fence()), "remove persist verify");
}

TEST_F(FencingTest, RunsTheCommandAfterTheAddressesAreGoneAndTheLatchIsWritten) {
    add(address);
    const std::string body = "ip -o address show dev eth0; cat " + state.file("fence.latch");
    equipment.fence.command = {script(body)};
    const auto all = fence();
    EXPECT_EQ(summary(all), "remove persist command verify");
    EXPECT_THAT(step(all, fence::Step::command).what, HasSubstr(R"("instance": "web")"));
    EXPECT_THAT(step(all, fence::Step::command).what, Not(HasSubstr("192.0.2.50")));
}

TEST_F(FencingTest, VerifiesTwoHundredAndFiftyFiveAddressesGoneWithinFiftyMilliseconds) {
    fence::Order many = order();
    many.addresses.clear();
    std::vector<io::AddressChange> changes;
    for (std::uint8_t i = 1; i != 0; ++i) {
        many.addresses.emplace_back(eth0, net::Prefix{net::IpAddress::v4(10, 0, 0, i), 32});
        changes.push_back({io::AddressChange::Kind::add, eth0, many.addresses.back().second, {}});
    }
    ASSERT_THAT(many.addresses, SizeIs(255));
    ASSERT_THAT(io::Netlink::open()->apply(changes), IsEmpty());
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    const net::Instant ordered = io::now();
    ASSERT_TRUE(guard.fence(many));
    ASSERT_TRUE(test::readable(guard.socket()));
    const net::Duration heard = io::now() - ordered;
    const fence::Progress removed = step(hear(guard), fence::Step::remove);
    RecordProperty("microseconds", static_cast<int>(heard / 1us));
    std::printf("255 addresses verified gone %.1f ms after the order\n", net::seconds(heard) * 1000);
    EXPECT_TRUE(removed.succeeded);
    EXPECT_EQ(removed.what, "255 addresses gone");
    EXPECT_LT(removed.took, gone_within);  // as the guard measures it, at its real-time priority
    EXPECT_LT(heard, 5s);
    EXPECT_THAT(io::Netlink::open()->dump()->addresses, SizeIs(2));  // those of lo
}

TEST_F(FencingTest, FencesAllInstancesOfANodeTogether) {
    auto guard = test::Outfitted::start().value();
    equipment.fence.command = {"/bin/true"};
    ASSERT_TRUE(guard.equip(equipment, {}));
    for (std::uint8_t i = 1; i != 0; ++i) {
        fence::Order one = order(i, "web" + std::to_string(i));
        one.addresses = {{eth0, net::Prefix{net::IpAddress::v4(10, 0, 0, i), 32}}};
        add(one.addresses.front().second);
    }
    const net::Instant ordered = io::now();
    for (std::uint8_t i = 1; i != 0; ++i) {
        fence::Order one = order(i, "web" + std::to_string(i));
        one.addresses = {{eth0, net::Prefix{net::IpAddress::v4(10, 0, 0, i), 32}}};
        ASSERT_TRUE(guard.fence(one));
    }
    const net::Duration told = io::now() - ordered;
    net::Duration slowest{};
    std::size_t complete = 0;
    while (complete < 255 && test::readable(guard.socket(), 10s)) {
        for (const fence::Progress& progress : guard.heard()) {
            EXPECT_TRUE(progress.succeeded) << label(progress.step) << ": " << progress.what;
            if (progress.step == fence::Step::remove) slowest = std::max(slowest, progress.took);
            if (progress.last) ++complete;
        }
    }
    std::printf("255 instances ordered within %.1f ms: addresses gone after %.1f ms, complete after %.1f ms\n",
                net::seconds(told) * 1000, net::seconds(slowest) * 1000, net::seconds(io::now() - ordered) * 1000);
    EXPECT_EQ(complete, 255U);
    EXPECT_LT(slowest, gone_within);
    EXPECT_THAT(latched(), SizeIs(255));
}

TEST_F(FencingTest, RunsTheCommandThoughTheLatchCannotBeWritten) {
    equipment.state_dir = scripts.path() / "nowhere";
    equipment.fence.command = {"/bin/true"};
    const auto all = fence();
    EXPECT_EQ(summary(all), "remove persist! command verify");
    EXPECT_THAT(step(all, fence::Step::persist).what, HasSubstr("fence.latch: no such file or directory"));
}

TEST_F(FencingTest, SaysThatTheDiskIsReadOnly) {
    mount_state("ro");
    const auto all = fence();
    unmount_state();
    EXPECT_EQ(summary(all), "remove persist! verify");
    EXPECT_THAT(step(all, fence::Step::persist).what, HasSubstr("read-only file system"));
}

TEST_F(FencingTest, SaysThatTheDiskIsFullAndLeavesTheOldLatchWhole) {
    mount_state("size=8k");
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    ASSERT_TRUE(guard.fence(order(1, "mail")));
    hear(guard);
    std::ofstream{state.file("filler")} << std::string(4096, 'x');
    ASSERT_TRUE(guard.fence(order(2, "web")));
    const auto all = hear(guard, 2);
    const auto names = latched();
    const bool litter = std::filesystem::exists(state.file(".fence.latch.new"));
    unmount_state();
    EXPECT_EQ(summary(all), "remove persist! verify");
    EXPECT_THAT(step(all, fence::Step::persist).what, HasSubstr("no space left on device"));
    EXPECT_THAT(names, ElementsAre("mail"));
    EXPECT_FALSE(litter);
}

TEST_F(FencingTest, DoesNotWaitForADiskThatHangs) {
    add(address);
    equipment.fence.command = {"/bin/true"};
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    test::HeldFolder held{state.path()};
    ASSERT_TRUE(guard.fence(order()));
    const auto all = hear(guard);
    EXPECT_EQ(summary(all), "remove persist! command verify");
    EXPECT_LT(step(all, fence::Step::remove).took, 50ms);
    EXPECT_GE(step(all, fence::Step::persist).took, 2s);
    EXPECT_LT(step(all, fence::Step::persist).took, 3s);
    EXPECT_EQ(std::filesystem::exists(state.file("fence.latch")), false);
    held.release();
    ASSERT_TRUE(guard.keep(fence::Latch{}));
    EXPECT_TRUE(hear(guard, 0).back().succeeded);  // the disk works again
}

TEST_F(FencingTest, CompletesWhileTheEngineIsStopped) {
    const test::Mailbox mailbox{scripts};
    add(address);
    equipment.fence.command = {script("echo done > " + mailbox.path())};
    const pid_t engine = ::fork();
    if (engine == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        auto guard = test::Outfitted::start();
        if (guard && guard->equip(equipment, {}) && guard->fence(order())) ::raise(SIGSTOP);
        ::_exit(1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(engine, &status, WUNTRACED), engine);
    ASSERT_TRUE(WIFSTOPPED(status));
    EXPECT_EQ(mailbox.read(), "done\n");
    EXPECT_FALSE(test::has_address(address));
    EXPECT_THAT(latched(), ElementsAre("web"));
    ::kill(engine, SIGKILL);
    ::waitpid(engine, nullptr, 0);
}

TEST_F(FencingTest, CompletesWhenTheEngineIsKilled) {
    const test::Mailbox mailbox{scripts};
    add(address);
    equipment.fence.command = {script("sleep 0.3; echo done > " + mailbox.path())};
    {
        const test::Engine engine{[&](test::Outfitted& guard, test::Engine&) {
            if (!guard.equip(equipment, {}) || !guard.fence(order())) std::abort();
        }};
    }
    EXPECT_EQ(mailbox.read(), "done\n");
    EXPECT_FALSE(test::has_address(address));
    EXPECT_THAT(latched(), ElementsAre("web"));
}

TEST_F(FencingTest, GoesOnAfterASuccessorTookOver) {
    const test::Mailbox mailbox{scripts};
    equipment.fence.command = {script("sleep 0.5; echo done > " + mailbox.path())};
    {
        const test::Engine engine{[&](test::Outfitted& guard, test::Engine&) {
            const Promise promise{7, 15s, {{eth0, test::prefix("192.0.2.51/32")}}};
            if (!guard.pledge(std::array{promise}) || !guard.equip(equipment, {}) || !guard.fence(order())) {
                std::abort();
            }
        }};
    }
    const auto inherited = take_over();
    ASSERT_TRUE(inherited) << inherited.error().text();
    EXPECT_THAT(inherited->leftovers, SizeIs(1));
    EXPECT_EQ(mailbox.read(), "done\n");
}

// Else it would read a latch that does not know of the fence yet. The addresses do not wait for a disk.
TEST_F(FencingTest, KeepsASuccessorWaitingUntilItsLatchIsWritten) {
    test::HeldFolder held{state.path()};
    {
        const test::Engine engine{[&](test::Outfitted& guard, test::Engine&) {
            const Promise promise{7, 15s, {{eth0, test::prefix("192.0.2.51/32")}}};
            if (!guard.pledge(std::array{promise}) || !guard.equip(equipment, {}) || !guard.fence(order())) {
                std::abort();
            }
        }};
    }
    const auto inherited = take_over();
    ASSERT_TRUE(inherited) << inherited.error().text();
    EXPECT_THAT(inherited->leftovers, SizeIs(1));
    ASSERT_TRUE(test::readable(held.fd()));
    EXPECT_FALSE(await_latch(*inherited, 1ms));
    held.release();
    ASSERT_TRUE(await_latch(*inherited, 10s));
    EXPECT_THAT(latched(), ElementsAre("web"));
}

TEST_F(FencingTest, AnswersASuccessorForWhomNothingIsLeftAlthoughItsDiskHangs) {
    const test::HeldFolder held{state.path()};
    {
        const test::Engine engine{[&](test::Outfitted& guard, test::Engine&) {
            if (!guard.equip(equipment, {}) || !guard.fence(order())) std::abort();
        }};
    }
    const auto inherited = take_over();
    ASSERT_TRUE(inherited) << inherited.error().text();
    EXPECT_THAT(inherited->leftovers, IsEmpty());
    EXPECT_FALSE(await_latch(*inherited, 1ms));
}

TEST_F(FencingTest, TellsAnEngineThatWakesOfEverything) {
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    constexpr std::uint64_t many = 600;  // more than a socket holds
    for (std::uint64_t id = 1; id <= many; ++id) {
        while (!guard.fence(order(id))) {  // it is busy
            pollfd writable{.fd = guard.socket(), .events = POLLOUT, .revents = 0};
            ::poll(&writable, 1, 1000);
        }
    }
    std::size_t complete = 0;
    std::size_t steps = 0;
    while (complete < many && test::readable(guard.socket(), 10s)) {
        for (const fence::Progress& progress : guard.heard()) {
            ++steps;
            if (progress.last) ++complete;
        }
    }
    EXPECT_EQ(complete, many);
    EXPECT_EQ(steps, 3 * many);
}

TEST_F(FencingTest, AddsToTheLatchThatItWasTold) {
    auto guard = test::Outfitted::start().value();
    const fence::Latched mail{"mail", "isolated", "cut off", wall_clock()};
    ASSERT_TRUE(guard.equip(equipment, {.instances = {mail}, .fences = {mail.at}, .unreadable = {}}));
    ASSERT_TRUE(guard.fence(order()));
    hear(guard);
    EXPECT_THAT(latched(), ElementsAre("mail", "web"));
}

TEST_F(FencingTest, KeepsALatchAsItIsTold) {
    auto guard = test::Outfitted::start().value();
    fence(guard);
    fence::Latch less = latch();
    less.release("web");
    ASSERT_TRUE(guard.keep(less));
    const auto kept = hear(guard, 0);
    EXPECT_EQ(summary(kept), "persist");
    EXPECT_EQ(latch(), less);
    EXPECT_THAT(latch().fences, SizeIs(1));
}

TEST_F(FencingTest, EndsWhereItIsWhenTheInstanceIsReleased) {
    const test::Mailbox mailbox{scripts};
    equipment.fence.command = {script("echo $$ > " + mailbox.path() + "; sleep 60")};
    equipment.fence.escalate = {fence::Escalation::link_down};
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    ASSERT_TRUE(guard.fence(order(1)));
    ASSERT_TRUE(guard.fence(order(2)));  // its command waits
    const io::Fd command{static_cast<int>(::syscall(SYS_pidfd_open, std::stoi("0" + mailbox.read()), 0))};
    ASSERT_TRUE(guard.keep({}));
    EXPECT_EQ(hear(guard, 2).back().what, "released before it was complete");
    add(address);  // the engine may have it again
    EXPECT_TRUE(test::readable(command.get()));
    EXPECT_EQ(mailbox.read(300ms), "");
    EXPECT_TRUE(test::has_address(address));
    EXPECT_TRUE(io::Netlink::open()->link(eth0)->up);
}

TEST_F(FencingTest, DoesNotReplaceALatchThatNobodyUnderstands) {
    std::ofstream{state.file("fence.latch")} << "what is this";
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, latch()));
    ASSERT_TRUE(guard.fence(order()));
    EXPECT_EQ(summary(hear(guard)), "remove persist verify");
    EXPECT_EQ(test::content_of(state.file("fence.latch")), "what is this");
}

TEST_F(FencingTest, CarriesOutAnOrderOnceThatItIsGivenTwice) {
    const std::string log = scripts.file("log");
    equipment.fence.command = {script("echo run >> " + log)};
    auto guard = test::Outfitted::start().value();
    ASSERT_TRUE(guard.equip(equipment, {}));
    ASSERT_TRUE(guard.fence(order()));
    ASSERT_TRUE(guard.fence(order()));
    hear(guard);
    EXPECT_EQ(test::content_of(log), "run\n");
    EXPECT_THAT(latch().fences, SizeIs(1));
}

}  // namespace
}  // namespace holdfast::guard
