// The case for the arbiter, and our own word for the other nodes.
#include <algorithm>

#include "detector/hearing.hpp"
#include "detector/members.hpp"
#include "detector/watch.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;

namespace {

bool is_cut_off(const Condition& condition) {
    return condition.verdict == Verdict::isolated;
}

bool could_serve(const Rival& rival) {
    return rival.trust == Trust::authenticated && rival.can_serve && !rival.leaving;
}

bool by_hello(const Testimony& told, const Advertiser& advertiser) {
    return told.instance.primary == advertiser.address || contains(told.addresses, advertiser.address);
}

}  // namespace

std::vector<hello::Heard> Watch::heard_of_others(net::Instant now) const {
    std::vector<hello::Heard> heard;
    for (const Advertiser& a : advertisers_.all()) heard.push_back({a.address, now - a.last});
    return heard;
}

hello::Instance Watch::hello(net::Instant now) const {
    static constexpr std::array<hello::State, 3> states{hello::State::absent, hello::State::backup,
                                                        hello::State::master};
    const bool told = !role_.instance.empty();
    return {.family = watched_.family,
            .vrid = watched_.vrid,
            .settings = settings_digest(watched_),
            .state = states.at(static_cast<std::size_t>(role_.role)),
            .withdrawn = role_.withdrawn,
            .pinned = role_.pin == Pin::hold,
            .addresses_present = role_.addresses_present,
            .leaving = arbiter_.leaving(),
            .broken = broken_,
            .priority = role_.priority,
            .primary = role_.primary,
            .since = told ? std::max(now - role_.since, net::Duration::zero()) : net::Duration::zero(),
            .heard = heard_of_others(now)};
}

// T1 from hellos and from adverts that are signed, T3 from other valid ones of known members; nothing of strangers.
std::vector<Rival> Watch::rivals(const Settings& settings, net::Instant now) const {
    std::vector<Rival> rivals;
    const net::Duration recent = hello_interval(settings) * 6 / 5 + milliseconds{20};
    for (const Testimony& t : testimonies_) {
        const auto& all = advertisers_.all();
        const bool heard = std::ranges::any_of(
            all, [&](const Advertiser& a) { return by_hello(t, a) && advertisers_.is_serving(a.source.id, now); });
        const bool able = t.instance.state == hello::State::master ||
                          (t.instance.state == hello::State::backup && !t.instance.withdrawn);
        rivals.push_back({.who = name_of(t),
                          .rank = {.path_ok = t.gateways != hello::Path::down,
                                   .pinned = t.instance.pinned,
                                   .priority = t.instance.priority,
                                   .primary = t.instance.primary,
                                   .node = t.node},
                          .path_known = t.gateways != hello::Path::unknown,
                          .trust = Trust::authenticated,
                          .serves = t.instance.state == hello::State::master,
                          .adverts_heard = heard,
                          .can_serve = able,
                          .leaving = t.instance.leaving,
                          .broken = t.instance.broken,
                          .recent = now - t.at <= recent});
    }
    for (const Advertiser& a : advertisers_.serving(now)) {
        const bool told = std::ranges::any_of(testimonies_, [&](const Testimony& t) { return by_hello(t, a); });
        if (told || !is_member(a.source)) continue;
        const bool is_signed = a.authenticated && rivalry_.is_signed(a.source.id);
        rivals.push_back({.who = a.source.who,
                          .rank = {.priority = a.priority, .primary = a.address, .node = {}},
                          .trust = is_signed ? Trust::authenticated : Trust::known_peer,
                          .serves = true,
                          .adverts_heard = true});
    }
    return rivals;
}

Case Watch::case_of(const std::vector<Condition>& hold, const World& world, net::Instant now) const {
    const bool cut_off = std::ranges::any_of(hold, is_cut_off);
    const bool any_gateway = std::ranges::any_of(world.gateways, &Reachability::up);
    Case facts{.role = role_,
               .rank = {.path_ok = !cut_off && (world.gateways.empty() || any_gateway),
                        .pinned = role_.pin == Pin::hold,
                        .priority = role_.priority,
                        .primary = role_.primary,
                        .node = world.settings.node},
               .path_known = cut_off || !world.gateways.empty(),
               .conditions = {},
               .rivals = rivals(world.settings, now)};
    // A drill is never acted upon.
    std::ranges::copy_if(hold, std::back_inserter(facts.conditions),
                         [](const Condition& c) { return c.detail != "drill"; });
    return facts;
}

void Watch::arbitrate(const std::vector<Condition>& hold, const World& world, net::Instant now,
                      std::vector<Action>& actions) {
    const Case facts = case_of(hold, world, now);
    broken_ = is_broken(facts);
    successor_ = std::ranges::any_of(facts.rivals, could_serve);
    const Ruling ruling = arbiter_.decide(facts, world.settings, now);
    ruling_ = ruling.why;
    const bool would = ruling.kind == Ruling::Kind::would;
    if (!would && ruling.kind != Ruling::Kind::act) return;
    const auto cause = std::ranges::find(facts.conditions, ruling.verdict, &Condition::verdict);
    const std::string reason = cause == facts.conditions.end() ? ruling.why : cause->reason;
    actions.emplace_back(Carry{ruling.measure, watched_.name, ruling.verdict, reason, evidence(now), would});
}

}  // namespace holdfast::detector
