// The whole table of transitions, and what holds whatever happens.
#include <algorithm>
#include <random>

#include "tests/unit/vrrp/scenario.hpp"

namespace holdfast::vrrp {
namespace {

constexpr net::Instant now{std::chrono::hours{1}};

struct Pair {
    std::string name;
    State state;
    Machine::Event event;
    State next;
    Actions actions{};
};

void PrintTo(const Pair& pair, std::ostream* out) {
    *out << pair.name;
}

// In `state` since `now`, with a master-down interval of 3.6 s.
Machine machine_in(State state) {
    Machine machine{backup(100), us};
    if (state != State::initialize) machine.handle(Startup{.resume = state == State::master}, now);
    return machine;
}

class Table : public testing::TestWithParam<Pair> {};

TEST_P(Table, HasAnAnswer) {
    Machine machine = machine_in(GetParam().state);
    ASSERT_EQ(machine.state(), GetParam().state);
    const Actions actions = machine.handle(GetParam().event, now);
    EXPECT_EQ(machine.state(), GetParam().next);
    EXPECT_TRUE(actions == GetParam().actions) << "but was\n" << to_string(actions);
}

constexpr auto initialize = State::initialize;
constexpr auto backing = State::backup;
constexpr auto master = State::master;

INSTANTIATE_TEST_SUITE_P(
    Transitions, Table,
    testing::Values(
        Pair{"initialize_startup", initialize, Startup{}, backing, {Entered{initialize, backing, Reason::startup}}},
        Pair{"initialize_shutdown", initialize, Shutdown{}, initialize},
        Pair{"initialize_advert", initialize, advert(200), initialize},
        Pair{"initialize_deadline", initialize, DeadlineReached{}, initialize},
        Pair{"initialize_hold", initialize, HoldBackup{now + 10s}, initialize},
        Pair{"initialize_settings", initialize, SettingsChanged{backup(50)}, initialize},
        Pair{"initialize_primary", initialize, PrimaryChanged{peer}, initialize},
        Pair{"backup_startup", backing, Startup{.resume = true}, backing},
        Pair{"backup_shutdown", backing, Shutdown{}, initialize, {Entered{backing, initialize, Reason::shutdown}}},
        Pair{"backup_advert", backing, advert(200), backing},
        Pair{"backup_deadline", backing, DeadlineReached{}, backing},
        Pair{"backup_hold", backing, HoldBackup{now + 10s}, backing},
        Pair{"backup_settings", backing, SettingsChanged{backup(50)}, backing},
        Pair{"backup_primary", backing, PrimaryChanged{peer}, backing},
        Pair{"master_startup", master, Startup{}, master},
        Pair{"master_shutdown",
             master,
             Shutdown{},
             initialize,
             {SendAdvert{leaving}, ReleaseAddresses{}, Entered{master, initialize, Reason::shutdown}}},
        Pair{"master_advert", master, advert(200), backing, demotion(Reason::preempted)},
        Pair{"master_deadline", master, DeadlineReached{}, master},
        Pair{"master_hold", master, HoldBackup{now + 10s}, master},
        Pair{"master_settings", master, SettingsChanged{backup(50)}, master, {SendAdvert{priority(50)}}},
        Pair{"master_primary", master, PrimaryChanged{peer}, master}),
    [](const auto& it) { return it.param.name; });

TEST(Machine, JudgesTheMasterByTheLearnedIntervalAsBackup) {
    Machine machine = machine_in(backing);
    machine.handle(advert(200, peer, Centiseconds{200}), now);
    EXPECT_EQ(machine.master_interval(), 2s);
    EXPECT_EQ(machine.master_down_interval(), 7'218'750us);
}

TEST(Machine, JudgesByItsOwnIntervalAsMaster) {
    EXPECT_EQ(machine_in(master).master_interval(), 1s);
    EXPECT_EQ(machine_in(master).master_down_interval(), 3'609'375us);
}

// A long random life: seeded, so that a failure is the same each time.
class AnyLife : public testing::TestWithParam<unsigned> {
protected:
    int up_to(int most) { return static_cast<int>(random_() % static_cast<unsigned>(most + 1)); }

    MachineSettings settings() {
        return {.version = up_to(1) != 0 ? Version::v3 : Version::v2,
                .priority = priority(1 + up_to(254)),
                .advert_interval = Centiseconds{100 * (1 + up_to(9))},
                .preempt = up_to(1) != 0};
    }

    Machine::Event event() {
        switch (up_to(11)) {
            case 0:
                return Startup{.resume = up_to(3) == 0};
            case 1:
                return up_to(9) == 0 ? Machine::Event{Shutdown{}} : DeadlineReached{};
            case 2:
                return HoldBackup{now_ + 10ms * up_to(1000)};
            case 3:
                return SettingsChanged{settings()};
            case 4:
                return PrimaryChanged{net::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(up_to(3)))};
            case 5:
                return advert(0, someone(), Centiseconds{1 + up_to(4094)});
            case 6:
            case 7:
                return advert(up_to(255), someone(), Centiseconds{1 + up_to(4094)});
            default:
                return DeadlineReached{};
        }
    }

    net::IpAddress someone() { return net::IpAddress::v4(192, 0, 2, static_cast<std::uint8_t>(up_to(3))); }

    std::mt19937 random_{GetParam()};
    net::Instant now_ = now;
};

template <class Action>
std::ptrdiff_t count_of(const Actions& actions) {
    return std::ranges::count_if(actions, [](const auto& a) { return std::holds_alternative<Action>(a); });
}

// What a step's actions say happened must be what did happen.
void expect_consistent(const Actions& actions, State before, State after, const Machine& machine) {
    const bool was_master = before == State::master;
    const bool is_master = after == State::master;
    EXPECT_EQ(count_of<HoldAddresses>(actions), !was_master && is_master ? 1 : 0);
    EXPECT_EQ(count_of<ReleaseAddresses>(actions), was_master && !is_master ? 1 : 0);
    EXPECT_EQ(count_of<Entered>(actions), before == after ? 0 : 1);
    EXPECT_LE(count_of<SendAdvert>(actions), was_master || is_master ? 1 : 0);  // P27
    EXPECT_EQ(machine.deadline().has_value(), after != State::initialize);
    if (before == after) return;
    const Entered entered = std::get<Entered>(actions.back());
    EXPECT_EQ(entered.from, before);
    EXPECT_EQ(entered.to, after);
}

TEST_P(AnyLife, HoldsTheAddressesExactlyWhileMaster) {
    Machine machine{settings(), us};
    for (int step = 0; step < 20'000 && !HasFailure(); ++step) {
        now_ += 1ms * up_to(1500);
        const State before = machine.state();
        const Machine::Event happening = event();
        const Actions actions = machine.handle(happening, now_);
        expect_consistent(actions, before, machine.state(), machine);
        if (std::holds_alternative<DeadlineReached>(happening) && machine.deadline()) {
            EXPECT_GT(*machine.deadline(), now_) << "a deadline that was served would come at once again";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AnyLife, testing::Range(1U, 9U));

}  // namespace
}  // namespace holdfast::vrrp
