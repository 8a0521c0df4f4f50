#include "tests/sim/world.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

bool is_attack(Kind kind) {
    return kind >= Kind::forge_advert;
}

}  // namespace

World::World(const Plan& plan, const Options& options)
    : plan_{plan},
      record_{options.tells},
      lan_{static_cast<int>(plan.hosts.size()), plan.noise, plan.detector && plan.detector->apart},
      attacker_{plan, lan_},
      invariants_{plan, lan_, hosts_, neighbour_, record_} {
    for (int number = 0; number < static_cast<int>(plan.hosts.size()); ++number) {
        hosts_.push_back(std::make_unique<Host>(number, plan, lan_, record_, options.mutation));
    }
    if (options.refusal)
        hosts_.at(static_cast<std::size_t>(options.refusal->host))->refuse_nth(options.refusal->number);
    alarms_.resize(hosts_.size());
}

Outcome World::run() {
    for (const auto& host : hosts_) host->start(now_);
    for (std::size_t i = 0; i < hosts_.size(); ++i) look_at(i);
    run_until(net::Instant{plan_.quiet});
    become_quiet();
    settle();

    Outcome outcome{.breach = record_.first_breach(),
                    .digest = record_.digest().value(),
                    .story = record_.transcript().text(),
                    .refusable = {},
                    .tally = invariants_.tally(),
                    .lasted = now_.time_since_epoch()};
    for (const auto& host : hosts_) outcome.refusable.push_back(host->refusable());
    return outcome;
}

// All is well: now it must become as it should be, and stay so.
void World::settle() {
    if (record_.first_breach()) return;
    const net::Instant settled = now_ + invariants_.settling_time();
    const net::Instant end = settled + invariants_.watching_time();
    const net::Instant latest = now_ + invariants_.patience();
    run_until(settled);
    invariants_.expect_rest();
    run_until(end);
    while (!record_.first_breach() && now_ < latest && !invariants_.at_rest(now_)) run_until(now_ + 1s);
    invariants_.at_the_end(now_);
}

World::Next World::next(net::Instant until) const {
    Next next{until};
    const auto offer = [&](std::optional<net::Instant> at, Actor actor, std::size_t host = 0) {
        if (!at || std::max(*at, now_) >= next.at) return;
        next = {std::max(*at, now_), actor, host};
    };
    if (next_fault_ < plan_.faults.size()) {
        offer(net::Instant{plan_.faults[next_fault_].at}, Actor::fault);
    }
    offer(lan_.next(), Actor::frame);  // what is under way arrives before anybody looks at the clock
    for (std::size_t i = 0; i < hosts_.size(); ++i) offer(alarms_[i], Actor::host, i);
    return next;
}

void World::run_until(net::Instant until) {
    while (!record_.first_breach()) {
        const Next one = next(until);
        now_ = one.at;
        if (one.actor == Actor::nobody) return;
        step(one);
        invariants_.after_event(now_);
    }
}

void World::step(const Next& next) {
    switch (next.actor) {
        case Actor::fault:
            return do_to(plan_.faults[next_fault_++]);
        case Actor::frame:
            return deliver(lan_.take());
        case Actor::host:
            return step_host(next.host);
        case Actor::nobody:
            return;
    }
}

void World::deliver(const Delivery& delivery) {
    if (delivery.to == lan_.neighbour()) {
        if (delivery.from == lan_.attacker()) return neighbour_.forget();  // it finds out, and asks anew
        return neighbour_.hear(*delivery.frame, now_);
    }
    attacker_.overhear(delivery);
    const auto to = static_cast<std::size_t>(delivery.to);
    hosts_[to]->receive(delivery.from, delivery.frame, now_);
    look_at(to);
}

void World::step_host(std::size_t number) {
    Host& host = *hosts_[number];
    const Step step = host.act(now_);
    invariants_.after_step(host, step, now_);
    look_at(number);
}

// When it will act, and what others may notice of it at once.
void World::look_at(std::size_t number) {
    Host& host = *hosts_[number];
    alarms_[number] = host.alarm();
    lan_.answers_pings(host.number(), host.answers_for(primary(plan_.group.family, host.number()).address));
}

void World::do_to(const Fault& fault) {
    record_.say(now_, "", "* " + to_string(fault));
    const auto number = static_cast<std::size_t>(fault.host);
    invariants_.after_fault(fault, now_);
    if (is_attack(fault.kind)) return attacker_.act(fault, now_);
    do_to_lan(fault);
    Host& host = *hosts_.at(number < hosts_.size() ? number : 0);
    if (!do_to_life(fault, host) && !do_to_machine(fault, host)) do_by_operator(fault, host);
    look_at(static_cast<std::size_t>(host.number()));
}

void World::become_quiet() {
    if (record_.first_breach()) return;
    record_.say(now_, "", "* all is well");
    lan_.become_quiet();
    next_fault_ = plan_.faults.size();
    if (lan_.neighbour_missed_one()) neighbour_.forget();
    let_neighbour_verify();
    invariants_.become_quiet(now_);
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        Variation variation = hosts_[i]->variation();
        variation.addresses = plan_.has(Kind::addresses) ? 2 : 1;
        variation.second = plan_.has(Kind::second);
        hosts_[i]->become_quiet(now_);
        hosts_[i]->reload(variation, now_);
        look_at(i);
    }
}

// It probes those whom it believes (RFC 4861 §7.3): whoever has lost the address while they were cut off from each
// other, or is about to without a word, does not answer for long. Two that both serve when the LAN is whole again are
// not excused.
void World::let_neighbour_verify() {
    const auto leaves = [](const Host& host) {
        const auto status = host.node() == nullptr ? std::nullopt : host.node()->status_of(web);
        return host.stopping() || (status && is_draining(*status));
    };
    for (int n = 0; n < address_count; ++n) {
        const net::Prefix& address = virtual_address(plan_.group.family, n);
        const auto believed = neighbour_.owner(address.address);
        const bool answers = std::ranges::any_of(hosts_, [&](const auto& host) {
            return host->answers_for(address.address) && host->runs() && !leaves(*host) && !host->excused(address) &&
                   host->kernel().link().mac == believed;
        });
        if (believed && !answers) neighbour_.forget(address.address);
    }
}

Outcome run(const Plan& plan, const Options& options) {
    return World{plan, options}.run();
}

}  // namespace holdfast::sim
