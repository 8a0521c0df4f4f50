// How the Node's routers hang together: what each depends on, and the groups that move as one.

#include <algorithm>
#include <utility>

#include "daemon/engine/node.hpp"

namespace holdfast::engine {
namespace {

// What a member's order means for the others of its group: none of them may serve.
Withdraw shared(const Withdraw& order, const std::string& group, const std::string& instance) {
    const bool drained = order.kind == Withdrawal::drained;
    return {instance, drained ? Withdrawal::drained : Withdrawal::yielded,
            "group " + group + ", " + order.instance + ": " + order.why};
}

bool outweighs(Withdrawal one, Withdrawal other) {
    const auto weight = [](Withdrawal kind) {
        return kind == Withdrawal::fenced ? 2 : kind == Withdrawal::yielded ? 1 : 0;
    };
    return weight(one) > weight(other);
}

}  // namespace

void Node::on(const CheckReported& event, Turn& turn) {
    tracker_.reported(event);
    assess_routers(turn);
}

void Node::look_at_interfaces(Turn& turn) {
    if (tracker_.look(kernel_, turn.now)) assess_routers(turn);
}

void Node::assess_routers(Turn& turn) {
    for (const auto& router : routers_) router->depend_on(assessment_of(router->settings()), turn);
}

Assessment Node::assessment_of(const InstanceSettings& instance) const {
    Assessment sum = tracker_.assess(instance.tracking);
    for (const GroupSettings& group : settings_.groups) {
        if (std::ranges::count(group.instances, instance.name) > 0) sum += tracker_.assess(group.tracking);
    }
    return sum;
}

// A reload is a diff here, too: a group of the same name goes on.
void Node::arrange_groups(Turn& turn) {
    std::erase_if(groups_, [&](Group& group) {
        const bool gone = std::ranges::count(settings_.groups, group.settings().name, &GroupSettings::name) == 0;
        if (gone) group.end(turn);
        return gone;
    });
    std::vector<Group> arranged;
    for (const GroupSettings& wanted : settings_.groups) {
        const auto known = std::ranges::find(groups_, wanted.name, [](const Group& g) { return g.settings().name; });
        Group& group = arranged.emplace_back(known == groups_.end() ? Group{wanted, turn.now} : std::move(*known));
        group.configure(wanted);
    }
    groups_ = std::move(arranged);
    for (const auto& router : routers_) {
        if (!group_of(router->settings().name)) router->join("", turn);
    }
    for (Group& group : groups_) group.gather(routers_, turn);
    share_orders("its group has changed", turn);
}

const GroupSettings* Node::group_of(const std::string& instance) const {
    const auto found = std::ranges::find_if(settings_.groups, [&](const GroupSettings& group) {
        return std::ranges::count(group.instances, instance) > 0;
    });
    return found == settings_.groups.end() ? nullptr : &*found;
}

std::optional<Withdraw> Node::order_for(const std::string& instance) const {
    std::optional<Withdraw> strongest;
    const auto consider = [&](const Withdraw& order) {
        if (!strongest || outweighs(order.kind, strongest->kind)) strongest = order;
    };
    if (const auto own = withdrawn_.find(instance); own != withdrawn_.end()) consider(own->second);
    const GroupSettings* group = group_of(instance);
    for (const auto& [name, order] : withdrawn_) {
        if (name == instance || !group || std::ranges::count(group->instances, name) == 0) continue;
        consider(shared(order, group->name, instance));
    }
    return strongest;
}

void Node::share_orders(const std::string& why, Turn& turn) {
    for (const auto& router : routers_) {
        if (router->stopping()) continue;
        const std::optional<Withdraw> wanted = order_for(router->settings().name);
        const std::optional<Withdraw>& known = router->withdrawn();
        if (wanted && (!known || known->kind != wanted->kind || known->why != wanted->why)) {
            router->withdraw(*wanted, turn);
        } else if (known && !wanted) {
            router->readmit(why, turn);
        }
    }
}

void Node::settle_groups(Turn& turn) {
    if (!started_) return;
    for (Group& group : groups_) group.settle(turn);
}

}  // namespace holdfast::engine
