#include "daemon/engine/group.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "daemon/engine/words.hpp"

namespace holdfast::engine {
namespace {

// The order in which all nodes have the members, whatever their names.
auto place_of(const Router* member) {
    const InstanceSettings& settings = member->settings();
    return std::tie(settings.vrid, settings.family, settings.name);
}

}  // namespace

Group::Group(GroupSettings settings, net::Instant now) : settings_{std::move(settings)}, since_{now} {}

void Group::gather(const std::vector<std::unique_ptr<Router>>& routers, Turn& turn) {
    members_.clear();
    for (const auto& router : routers) {
        const bool is_member = std::ranges::count(settings_.instances, router->settings().name) > 0;
        if (is_member && !router->stopping()) members_.push_back(router.get());
    }
    std::ranges::sort(members_, {}, place_of);
    for (Router* member : members_) member->join(settings_.name, turn);
}

void Group::settle(Turn& turn) {
    if (members_.empty()) return;
    share_faults(turn);
    hand_over_together(turn);
    for (Router* member : members_) member->start_if_able(turn);
    step_down_together(turn);
    look_for_clash(turn);
    take_over_together(turn);
    take_stock(turn);
}

void Group::share_faults(Turn& turn) {
    for (Router* member : members_) {
        std::vector<Fault> of_others;
        for (const Router* other : members_) {
            if (other == member || other->own_faults().empty()) continue;
            const bool unknown = std::ranges::all_of(other->own_faults(), &Fault::unknown);
            of_others.push_back(
                {"group", "group " + settings_.name + ": " + other->settings().name + " is in fault", unknown});
        }
        member->share(std::move(of_others), turn);
    }
}

// One was beaten.
void Group::step_down_together(Turn& turn) {
    const auto beaten = std::ranges::find_if(members_, [&](const Router* member) { return member->follows(turn); });
    if (beaten == members_.end() || std::ranges::none_of(members_, &Router::leads)) return;
    const std::string why = "group " + settings_.name + ": " + (*beaten)->settings().name + " is backup";
    for (Router* member : members_) {
        if (member->leads()) member->step_down(why, turn);
    }
    if (took_over_ && turn.now - *took_over_ <= longest_wait()) clashed_ = turn.now;
    took_over_.reset();
}

// Being drained, one has waited for a successor for long enough, or heard it at last.
void Group::hand_over_together(Turn& turn) {
    if (std::ranges::none_of(members_, &Router::hands_over)) return;
    for (Router* member : members_) member->hand_over(turn);
    if (std::ranges::all_of(members_, &Router::hands_over)) return;
    for (Router* member : members_) member->end_lingering(turn);
}

// Two groups of which each is the stronger one somewhere would take over and beat each other for ever: whoever hears in
// the first member that it is the weaker there lets the other go first.
void Group::look_for_clash(Turn& turn) {
    if (stands_aside_until_ && *stands_aside_until_ <= turn.now) stands_aside_until_.reset();
    if (!clashed_ || !members_.front()->loses(turn)) return;
    stands_aside_until_ = *std::exchange(clashed_, std::nullopt) + 2 * longest_wait();
}

void Group::take_over_together(Turn& turn) {
    const auto may = [&](const Router* member) { return member->leads() || member->ready(turn); };
    if (stands_aside_until_ || !std::ranges::all_of(members_, may)) return;
    if (std::ranges::none_of(members_, &Router::due)) return;
    for (Router* member : members_) member->take_over(turn);
    took_over_ = turn.now;
    clashed_.reset();
}

net::Duration Group::longest_wait() const {
    net::Duration longest{};
    for (const Router* member : members_) longest = std::max(longest, member->master_down_interval());
    return longest;
}

void Group::take_stock(Turn& turn) {
    const InstanceState state = state_of_all();
    const bool told = state != InstanceState::fault || std::ranges::any_of(members_, &Router::has_known_fault);
    const auto standing = told ? standing_of(state) : std::nullopt;
    const bool changed = state != std::exchange(state_, state);
    if (changed) since_ = turn.now;
    if (changed || (standing && standing != standing_)) reason_ = reason_for(state);
    if (standing) proclaim(*standing, turn);
}

InstanceState Group::state_of_all() const {
    using enum InstanceState;
    const auto one_is = [&](InstanceState state) { return std::ranges::count(members_, state, &Router::state) > 0; };
    for (const InstanceState state : {fault, fenced, init, backup}) {
        if (one_is(state)) return state;
    }
    return master;
}

// In the words of the member that came there last, and by itself.
std::string Group::reason_for(InstanceState state) const {
    const Router* told = nullptr;
    for (const Router* member : members_) {
        if (member->state() != state) continue;
        if (state == InstanceState::fault && member->own_faults().empty()) continue;
        if (told == nullptr || member->since() > told->since()) told = member;
    }
    return told == nullptr ? "" : told->settings().name + ": " + told->reason();
}

void Group::proclaim(Standing standing, Turn& turn) {
    const std::optional<Standing> before = std::exchange(standing_, standing);
    if (before != standing) turn.add(Proclaim{Subject::group, settings_.name, standing, before, 0, reason_});
}

void Group::end(Turn& turn) {
    reason_ = "stopped";
    proclaim(Standing::stopped, turn);
}

}  // namespace holdfast::engine
