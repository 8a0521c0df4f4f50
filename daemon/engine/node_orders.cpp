// What others decide for a router: the detector's rulings and the operator's.

#include "daemon/engine/node.hpp"

namespace holdfast::engine {

// Remembered by name: it holds for an instance that a reload makes anew, or makes later. It covers the instance's
// group.
void Node::on(const Withdraw& event, Turn& turn) {
    Withdraw& order = withdrawn_.try_emplace(event.instance, event).first->second;
    if (order.kind != Withdrawal::fenced) order = event;
    for (const auto& router : routers_) {
        if (router->settings().name == event.instance && router->stopping()) router->withdraw(event, turn);
    }
    share_orders(event.why, turn);
}

void Node::on(const Readmit& event, Turn& turn) {
    withdrawn_.erase(event.instance);
    for (const auto& router : routers_) {
        if (router->settings().name == event.instance) router->readmit(event.why, turn);
    }
    share_orders(event.why, turn);
}

void Node::on(const AnnounceAgain& event, Turn& turn) {
    for (const auto& router : routers_) {
        if (router->settings().name == event.instance) router->announce_again(turn);
    }
}

void Node::on(const VirtualLinkRefused& event, Turn& turn) {
    virtual_links_.refused(event);
    tell_routers(turn);
}

}  // namespace holdfast::engine
