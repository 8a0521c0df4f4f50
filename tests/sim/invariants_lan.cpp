// Who holds what, over all hosts.

#include <algorithm>

#include "tests/sim/invariants.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration latest_announcement = 500ms;

std::string names(const std::vector<const Host*>& hosts) {
    std::string all;
    for (const Host* host : hosts) all += (all.empty() ? "" : ", ") + host->name();
    return all.empty() ? "nobody" : all;
}

// Among equals the one who serves goes on: the greater address decides between masters only (RFC 9568 §6.4.2, §6.4.3).
bool is_stronger(const Plan& plan, const Host& one, const Host& other, bool is_second) {
    return priority_of(plan, one.variation(), is_second, true, true) >
           priority_of(plan, other.variation(), is_second, true, true);
}

// It speaks from an address that somebody gave to the other as well, who takes it for its own echo (S27).
bool is_taken_for_an_echo(const Host& speaker, const Host& listener) {
    const auto status = speaker.node() ? speaker.node()->status_of(web) : std::nullopt;
    return status && status->primary && listener.kernel().has(*status->primary);
}

}  // namespace

// §9 (2). One who is out, by ruling or by hand, is not expected.
bool Invariants::may_hold(const Host& host, int address) const {
    const bool is_second = address == address_count - 1;
    const Variation& variation = host.variation();
    if (!host.runs() || host.stopping()) return false;
    if (is_second ? !variation.second : address >= variation.addresses) return false;
    return !host.withdrawn(is_second ? second : web);
}

std::string Invariants::what_is_wrong_with(int address) const {
    const net::Prefix& prefix = virtual_address(plan_.group.family, address);
    std::vector<const Host*> holders;
    const Host* best = nullptr;
    const bool is_second = address == address_count - 1;
    for (const auto& host : hosts_) {
        if (host->powered() && host->kernel().has(prefix)) holders.push_back(host.get());
        if (!may_hold(*host, address)) continue;
        if (!best || is_stronger(plan_, *host, *best, is_second)) best = host.get();
    }
    const std::string who = names(holders) + " has " + to_string(prefix);
    if (!best) return holders.empty() ? "" : who + ", and nobody should";
    if (holders.size() != 1 || !may_hold(*holders.front(), address)) return who + ", not one of those who may";
    // Of a group that is the stronger one there and the weaker one here, whoever serves goes on.
    const bool undecided = plan_.moves.together && plan_.moves.opposed;
    if (plan_.group.preempt && !undecided && is_stronger(plan_, *best, *holders.front(), is_second))
        return who + " instead of " + best->name();
    const bool served_elsewhere =
        is_second && plan_.moves.together && !holders.front()->kernel().has(virtual_address(plan_.group.family, 0));
    return served_elsewhere ? who + ", and the first address of its group is elsewhere" : "";
}

std::string Invariants::what_is_wrong() const {
    for (int n = 0; n < address_count; ++n) {
        if (std::string wrong = what_is_wrong_with(n); !wrong.empty()) return wrong;
    }
    return "";
}

void Invariants::the_right_one_holds(net::Instant now) {
    const std::string wrong = what_is_wrong();
    if (!wrong.empty()) record_.breach(now, __func__, wrong);
}

bool Invariants::overlap(const Host& one, const Host& other, const net::Prefix& address) const {
    return one.answers_for(address.address) && other.answers_for(address.address) && !one.excused(address) &&
           !other.excused(address) && !lan_.is_noisy();
}

// §9 (3). Who hears each other for an advert's time is one too many; a dead engine's guard needs 2.75 intervals.
void Invariants::no_lasting_overlap(net::Instant now) {
    for (int n = 0; n < address_count; ++n) {
        const net::Prefix& address = virtual_address(plan_.group.family, n);
        for (std::size_t i = 1; i < hosts_.size(); ++i) {
            if (!hosts_[i]->kernel().has(address)) {
                overlaps_of(n, i) = {};
                continue;
            }
            for (std::size_t j = 0; j < i; ++j) look_at(overlaps_of(n, i).at(j), *hosts_[j], *hosts_[i], address, now);
        }
    }
}

void Invariants::look_at(Overlap& both, const Host& one, const Host& other, const net::Prefix& address,
                         net::Instant now) {
    if (!overlap(one, other, address)) {
        both = {};
        return;
    }
    a_visible_split_is_reported(both, one, other, now);
    const bool is_second = address == virtual_address(plan_.group.family, address_count - 1);
    const auto reaches = [&](const Host& from, const Host& to) {
        return is_second ? lan_.second_reaches(from.number(), to.number())
                         : lan_.adverts_reach(from.number(), to.number());
    };
    const bool hear_each_other = reaches(one, other) && reaches(other, one) && !is_taken_for_an_echo(one, other) &&
                                 !is_taken_for_an_echo(other, one);
    if (!hear_each_other) return both.since.reset();
    if (!both.since) ++tally_.overlaps;
    both.since = std::max(both.since.value_or(now), last_attack_);
    const net::Duration lasts = now - *both.since;
    if (lasts <= 4 * plan_.group.interval + 20ms) return;
    record_.breach(now, "no_lasting_overlap",
                   one.name() + " and " + other.name() + " both have " + to_string(address) + " for " +
                       seconds_text(lasts) + " s");
}

net::Duration Invariants::overlapping(net::Instant now) const {
    const auto& since = overlaps_[0][1][0].since;
    return since ? now - std::max(*since, last_attack_) : -1ns;
}

// §9 (5). Not of an address whose announcement was lost on the way: then the neighbour asks. Without repetitions a
// neighbour that ignores a second change within a second is left behind; and so it is where what a loser once announced
// may arrive less than that second before the winner's last word.
void Invariants::neighbours_end_on_the_holder(net::Instant now) {
    const bool follows = plan_.group.bursts || neighbour_.locktime() == net::Duration{};
    if (!follows || now - last_change_ < 6600ms || plan_.noise.by > latest_announcement) return;
    for (int n = 0; n < address_count; ++n) {
        const net::Prefix& address = virtual_address(plan_.group.family, n);
        const auto believed = neighbour_.owner(address.address);
        for (const auto& host : hosts_) {
            if (!believed || !host->answers_for(address.address) || host->kernel().link().mac == *believed) continue;
            record_.breach(now, __func__,
                           host->name() + " has " + to_string(address) + ", and a neighbour looks for it at " +
                               to_string(*believed));
        }
    }
}

}  // namespace holdfast::sim
