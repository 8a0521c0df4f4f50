// Groups, tracking, and those who are told to go.

#include <algorithm>

#include "tests/sim/invariants.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr int take_overs_of_one_cause = 2;

// Who is fenced is master until the kernel has confirmed that its addresses are gone (decision 32), and serves no more.
bool serves(const Host& host, const engine::InstanceStatus& instance) {
    return instance.state == engine::InstanceState::master && !host.withdrawn(instance.settings.name);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

bool is_draining(const engine::InstanceStatus& instance) {
    return instance.priority_why.back() == "draining: 1";
}

net::Duration Invariants::delays() const {
    const net::Duration tracks =
        plan_.tracks ? std::max(plan_.tracks->down_delay, plan_.tracks->up_delay) + 1s : net::Duration{};
    return plan_.moves.preempt_delay + plan_.moves.start_delay + tracks;
}

// §9 (12). A member that a reload adds catches up, while the others serve on.
void Invariants::the_instances_move_together(const Host& host, net::Instant now) {
    if (!plan_.moves.together || !host.variation().second || host.node() == nullptr || host.stopping()) return;
    if (plan_.has(Kind::second) && now - last_reload_ < settling_time()) return;
    const auto one = host.node()->status_of(web), other = host.node()->status_of(second);
    if (!one || !other || serves(host, *one) == serves(host, *other)) return;
    record_.breach(now, __func__, host.name() + " serves one of its group's instances");
}

// §9 (13). Of a LAN that loses nothing by chance: what a fault leads to is over some time after it, even if it lasts.
void Invariants::nobody_plays_ping_pong(const Host& host, const Step& step, net::Instant now) {
    const bool unsteady = lan_.is_noisy() || plan_.has(Kind::refuse) || rules();
    if (unsteady || now - last_fault_ < settling_time()) return;
    for (const std::string& name : step.took_over) {
        if (name != web) continue;
        if (++take_overs_.at(static_cast<std::size_t>(host.number())) > take_overs_of_one_cause)
            record_.breach(now, __func__, host.name() + " takes over again and again");
    }
}

// §9 (14). Whoever heard of it in this turn may have taken over before.
void Invariants::who_is_out_takes_nothing(const Host& host, const Step& step, net::Instant now) {
    for (const std::string& name : step.took_over) {
        if (!contains(step.was_out, name) || !(host.withdrawn(name) || host.to_stay_out(name))) continue;
        record_.breach(now, __func__, host.name() + " takes over " + name + ", and is to stay out");
    }
}

// §9 (15). The configured priority and the weights, between 1 and 254; whoever is drained is the weakest. A host that
// slept hears of a lost uplink when it wakes.
void Invariants::priorities_are_as_tracked(const Host& host, net::Instant now) {
    if (!plan_.tracks || host.node() == nullptr || !host.has_reported()) return;
    if (now - std::max({last_track_, last_reload_, awake_}) < delays() + 4 * plan_.group.interval ||
        plan_.has(Kind::overrun))
        return;
    for (const char* name : {web, second}) {
        const auto status = host.node()->status_of(name);
        if (!status) continue;
        const int expected = is_draining(*status) ? 1
                                                  : priority_of(plan_, host.variation(), name == second,
                                                                host.check_works(), host.kernel().uplink());
        if (status->effective_priority.value() == expected) continue;
        record_.breach(now, __func__,
                       host.name() + " stands for " + name + " with priority " +
                           std::to_string(status->effective_priority.value()) + ", not " + std::to_string(expected));
    }
}

}  // namespace holdfast::sim
