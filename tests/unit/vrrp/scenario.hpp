// Tells a machine's story: Scenario{backup(100)}.hears(advert(200)).after(4s).expect(...). Whatever happens, it checks
// that addresses are held exactly while the router is master.
#pragma once

#include <chrono>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/vrrp/machine.hpp"

namespace holdfast::vrrp {

inline void PrintTo(State state, std::ostream* out) {
    *out << label(state);
}
inline std::ostream& operator<<(std::ostream& out, const SendAdvert& a) {
    return out << "send " << +a.priority.value();
}
inline std::ostream& operator<<(std::ostream& out, const HoldAddresses&) {
    return out << "hold";
}
inline std::ostream& operator<<(std::ostream& out, const ReleaseAddresses&) {
    return out << "release";
}
inline std::ostream& operator<<(std::ostream& out, const Announce&) {
    return out << "announce";
}
inline std::ostream& operator<<(std::ostream& out, const RivalHeard&) {
    return out << "rival heard";
}
inline std::ostream& operator<<(std::ostream& out, const IgnoredResignation&) {
    return out << "ignored resignation";
}
inline std::ostream& operator<<(std::ostream& out, const Entered& e) {
    return out << label(e.from) << " -> " << label(e.to) << " (" << label(e.reason) << ")";
}

using namespace std::chrono_literals;
using Actions = std::vector<Machine::Action>;

inline std::string to_string(const Actions& actions) {
    std::ostringstream text;
    for (const auto& action : actions) std::visit([&](const auto& a) { text << "    " << a << "\n"; }, action);
    return text.str();
}

inline const net::IpAddress us = net::IpAddress::v4(192, 0, 2, 10);
inline const net::IpAddress peer = net::IpAddress::v4(192, 0, 2, 20);     // greater than ours
inline const net::IpAddress low_peer = net::IpAddress::v4(192, 0, 2, 5);  // smaller than ours

inline Priority priority(int value) {
    return Priority{static_cast<std::uint8_t>(value)};
}

inline MachineSettings backup(int value, Version version = Version::v3) {
    return {.version = version, .priority = priority(value)};
}
inline MachineSettings no_preempt(MachineSettings settings) {
    settings.preempt = false;
    return settings;
}
inline MachineSettings patient(net::Duration delay, MachineSettings settings) {
    settings.preempt_delay = delay;
    return settings;
}
inline MachineSettings together(MachineSettings settings) {
    settings.together = true;
    return settings;
}
inline MachineSettings every(Centiseconds interval, MachineSettings settings) {
    settings.advert_interval = interval;
    return settings;
}

inline AdvertReceived advert(int value, const net::IpAddress& source = peer,
                             Centiseconds interval = Centiseconds{100}) {
    return {priority(value), interval, source};
}

inline Actions promotion(int value, Reason reason, State from = State::backup) {
    return {SendAdvert{priority(value)}, HoldAddresses{}, Announce{}, Entered{from, State::master, reason}};
}
// The loser of a contest speaks once more, who overslept does not.
inline Actions demotion(Reason reason, Priority own = Priority{100}) {
    Actions actions;
    if (reason == Reason::preempted) actions.push_back(SendAdvert{own});
    actions.push_back(ReleaseAddresses{});
    actions.push_back(Entered{State::master, State::backup, reason});
    return actions;
}

class Scenario {
public:
    explicit Scenario(const MachineSettings& settings, const net::IpAddress& primary = us)
        : machine_{settings, primary} {}

    Scenario& happens(const Machine::Event& event, const std::string& what) {
        story_ += "  " + std::to_string(net::seconds(now_ - start)) + " " + what + "\n";
        for (const Machine::Action& action : machine_.handle(event, now_)) {
            if (std::holds_alternative<HoldAddresses>(action)) held_ = true;
            if (std::holds_alternative<ReleaseAddresses>(action)) held_ = false;
            actions_.push_back(action);
        }
        EXPECT_EQ(held_, machine_.state() == State::master) << "held addresses without being master\n" << story_;
        return *this;
    }

    Scenario& starts() { return happens(Startup{}, "starts"); }
    Scenario& resumes() { return happens(Startup{.resume = true}, "resumes"); }
    Scenario& stops() { return happens(Shutdown{}, "stops"); }
    Scenario& hears(const AdvertReceived& heard) {
        return happens(heard, "hears " + std::to_string(heard.priority.value()) + " from " + to_string(heard.source));
    }
    Scenario& is_set_to(const MachineSettings& settings) { return happens(SettingsChanged{settings}, "is set anew"); }
    Scenario& is_held_for(net::Duration gate) { return happens(HoldBackup{now_ + gate}, "is held"); }
    Scenario& loses_reception() { return happens(ReceptionLost{}, "loses reception"); }
    Scenario& is_told_to_take_over() { return happens(TakeOver{}, "is told to take over"); }
    Scenario& is_told_to_step_down() { return happens(StepDown{}, "is told to step down"); }
    Scenario& is_woken() { return happens(DeadlineReached{}, "is woken"); }

    // Time passes, and each deadline on the way is kept to the nanosecond.
    Scenario& after(net::Duration time) {
        const net::Instant end = now_ + time;
        while (machine_.deadline() && *machine_.deadline() <= end) {
            now_ = *machine_.deadline();
            is_woken();
        }
        now_ = end;
        return *this;
    }
    // Time passes, and nobody keeps the deadlines.
    Scenario& oversleeps(net::Duration time) {
        now_ += time;
        return *this;
    }
    Scenario& forget() {
        actions_.clear();
        return *this;
    }

    // Exactly these actions since the last expectation.
    Scenario& expect(const Actions& expected) {
        EXPECT_TRUE(actions_ == expected) << "expected\n"
                                          << to_string(expected) << "but was\n"
                                          << to_string(actions_) << story_;
        return forget();
    }
    Scenario& expect_nothing() { return expect(Actions{}); }
    Scenario& expect(State expected) {
        EXPECT_EQ(machine_.state(), expected) << story_;
        return *this;
    }
    Scenario& expect_deadline_in(net::Duration left) {
        EXPECT_EQ(machine_.deadline().value_or(net::Instant{}) - now_, left) << story_;
        return *this;
    }

    const Machine& machine() const { return machine_; }

private:
    static constexpr net::Instant start{std::chrono::hours{1}};
    Machine machine_;
    net::Instant now_ = start;
    Actions actions_;
    bool held_ = false;
    std::string story_ = "story:\n";
};

// A backup that has just begun to wait, and a master that has just taken over.
inline Scenario waiting(const MachineSettings& settings) {
    return Scenario{settings}.starts().forget();
}
inline Scenario mastering(const MachineSettings& settings, const net::IpAddress& primary = us) {
    Scenario scenario{settings, primary};
    scenario.starts();
    scenario.oversleeps(scenario.machine().master_down_interval()).is_woken();
    return scenario.forget();
}

}  // namespace holdfast::vrrp
