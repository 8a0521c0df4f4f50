#include "daemon/engine/routings.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration renew_interval = 1s;

// Without an interface the kernel looks for the next hop, which it cannot for one that each link has.
std::string interface_of(const RouteSettings& settings, const std::string& own) {
    if (!settings.interface.empty()) return settings.interface;
    const bool kernel_finds_it = settings.route.via && !settings.route.via->is_link_local() && !settings.route.onlink;
    return kernel_finds_it ? "" : own;
}

}  // namespace

std::vector<Routings::Entry> Routings::entries_of(const InstanceSettings& settings) {
    std::vector<Entry> entries;
    for (const RouteSettings& route : settings.routes) {
        entries.push_back({.wanted = route.route, .interface = interface_of(route, settings.interface)});
    }
    for (const net::Rule& rule : settings.rules) entries.push_back({.wanted = rule, .interface = {}});
    return entries;
}

// None: its interface is missing.
std::optional<net::Routing> Routings::resolve(const Entry& entry, const KernelView& kernel) {
    net::Routing routing = entry.wanted;
    if (entry.interface.empty()) return routing;
    const net::Link* link = kernel.link(entry.interface);
    if (link == nullptr) return std::nullopt;
    std::get<net::Route>(routing).interface = link->index;
    return routing;
}

bool Routings::configure(const InstanceSettings& settings, Turn& turn) {
    std::vector<Entry> before = std::exchange(entries_, entries_of(settings));
    bool changed = false;
    for (Entry& old : before) {
        const auto same = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.same(old); });
        if (same != entries_.end()) {
            *same = std::move(old);
        } else if (old.ordered) {
            remove(old, turn);
            changed = true;
        }
    }
    if (!held_) return changed;
    hold(turn);
    return true;
}

void Routings::adopt(const std::vector<net::Routing>& found, const KernelView& kernel) {
    for (Entry& entry : entries_) {
        const std::optional<net::Routing> wanted = resolve(entry, kernel);
        if (!wanted) continue;
        const bool there = std::ranges::any_of(found, [&](const auto& one) { return satisfies(one, *wanted); });
        if (!there) continue;
        entry.ordered = wanted;
        entry.state = State::ours;
    }
}

bool Routings::claims(const net::Routing& found) const {
    return std::ranges::any_of(entries_, [&](const Entry& e) { return e.ordered && satisfies(found, *e.ordered); });
}

bool Routings::hold(Turn& turn) {
    held_ = true;
    return renew(turn);
}

bool Routings::renew(Turn& turn) {
    bool changed = false;
    for (Entry& entry : entries_) changed = order(entry, turn) || changed;
    next_ = entries_.empty() ? std::nullopt : std::optional{turn.now + renew_interval};
    return changed;
}

bool Routings::order(Entry& entry, Turn& turn) {
    const std::optional<net::Routing> wanted = resolve(entry, turn.kernel);
    const bool changed = wanted != entry.ordered;
    if (changed && entry.ordered) remove(entry, turn);
    entry.ordered = wanted;
    if (!wanted) entry.refusal = "interface " + entry.interface + " is missing";
    if (wanted) turn.add(AddRouting{router_, *wanted});
    return changed;
}

void Routings::remove(Entry& entry, Turn& turn) {
    turn.add(RemoveRouting{router_, *entry.ordered});
    entry.ordered.reset();
    entry.state = State::absent;
}

// In the other order: rules lead to tables that still have their routes.
void Routings::release(Turn& turn) {
    held_ = false;
    next_.reset();
    for (Entry& entry : std::views::reverse(entries_)) {
        if (entry.ordered) remove(entry, turn);
        entry.state = State::absent;
        entry.refusal.clear();
    }
}

void Routings::answered(const RoutingAnswered& event, const std::string& instance, Turn& turn) {
    using Outcome = RoutingAnswered::Outcome;
    const auto found = std::ranges::find_if(entries_, [&](const Entry& e) { return e.ordered == event.entry; });
    if (found == entries_.end()) return;
    Entry& entry = *found;
    const State before = entry.state;
    const std::string refused = std::exchange(entry.refusal, event.outcome == Outcome::refused ? event.error : "");
    const auto tell = [&](net::Level level, const char* what, std::string why) {
        net::Note note{level, what, instance, {{"entry", to_string(event.entry)}}};
        if (!why.empty()) note.fields.emplace_back("why", std::move(why));
        turn.add(std::move(note));
    };
    switch (event.outcome) {
        case Outcome::added:
            entry.state = State::ours;
            if (before == State::ours) tell(net::Level::info, "routing_reinstated", {});
            return;
        case Outcome::there:
            if (before == State::absent) entry.state = State::foreign;
            if (before == State::absent) tell(net::Level::warning, "routing_foreign", "another stands in its place");
            return;
        case Outcome::refused:
            entry.state = State::absent;
            if (refused != event.error) tell(net::Level::warning, "routing_refused", event.error);
            return;
    }
}

std::vector<net::Routing> Routings::ordered() const {
    std::vector<net::Routing> all;
    for (const Entry& entry : entries_) {
        if (entry.ordered) all.push_back(*entry.ordered);
    }
    return all;
}

std::vector<RoutingStatus> Routings::status() const {
    std::vector<RoutingStatus> all;
    for (const Entry& entry : entries_) {
        all.push_back({entry.ordered.value_or(entry.wanted), entry.state == State::ours, entry.state == State::foreign,
                       entry.refusal});
    }
    return all;
}

}  // namespace holdfast::engine
