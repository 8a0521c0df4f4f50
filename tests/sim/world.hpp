// The simulated world: hosts on a LAN, virtual time, and what the plan does to them. Single-threaded and deterministic:
// the plan and the options decide everything.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/sim/attacker.hpp"
#include "tests/sim/host.hpp"
#include "tests/sim/invariants.hpp"
#include "tests/sim/neighbour.hpp"

namespace holdfast::sim {

struct Options {
    bool tells = false;  // keeps the story
    Mutation mutation = Mutation::none;
    struct Refusal {
        int host = 0;
        std::uint64_t number = 0;  // of its effects that can fail
    };
    std::optional<Refusal> refusal;
};

struct Outcome {
    std::optional<Breach> breach;
    std::uint64_t digest = 0;
    std::string story;
    std::vector<std::uint64_t> refusable;  // effects that could have failed, by host
    Tally tally;
    net::Duration lasted{};
};

class World {
public:
    World(const Plan& plan, const Options& options);
    Outcome run();

private:
    enum class Actor : std::uint8_t { fault, frame, host, nobody };
    struct Next {
        net::Instant at;
        Actor actor = Actor::nobody;
        std::size_t host = 0;
    };

    Next next(net::Instant until) const;
    void run_until(net::Instant until);
    void step(const Next& next);
    void deliver(const Delivery& delivery);
    void step_host(std::size_t number);
    void look_at(std::size_t number);
    void do_to(const Fault& fault);
    void do_to_lan(const Fault& fault);
    bool do_to_life(const Fault& fault, Host& host);
    bool do_to_machine(const Fault& fault, Host& host);
    void do_by_operator(const Fault& fault, Host& host);
    void reload(const Fault& fault, Host& host);
    void become_quiet();
    void let_neighbour_verify();
    void settle();

    const Plan& plan_;
    Record record_;
    Lan lan_;
    std::vector<std::unique_ptr<Host>> hosts_;
    std::vector<std::optional<net::Instant>> alarms_;  // of hosts_
    Neighbour neighbour_;
    Attacker attacker_;
    Invariants invariants_;
    std::size_t next_fault_ = 0;
    net::Instant now_;
    bool quiet_ = false;
};

Outcome run(const Plan& plan, const Options& options = {});

}  // namespace holdfast::sim
