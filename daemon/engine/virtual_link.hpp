// The macvlans of routers with a virtual MAC: what each must be like, whether the kernel has it so, and when it is
// ordered or removed. Someone may delete, rename or change them at any time: they are made again, once a second at
// most.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/engine/turn.hpp"

namespace holdfast::engine {

// None: the instance has no virtual MAC, or its interface is missing.
std::optional<MakeVirtualLink> virtual_link_of(const InstanceSettings& settings, const KernelView& kernel);
// The kernel's, when it is as wanted; null otherwise.
const net::Link* existing(const MakeVirtualLink& wanted, const KernelView& kernel);

class VirtualLinks {
public:
    // Something about links, addresses or routers has changed: tidy() is due when all of it was heard.
    void look_again(net::Instant now) { look_at_ = now; }
    bool settled() const { return !look_at_; }
    // Orders those that are missing or wrong, and removes those of ours that nobody needs.
    void tidy(const std::vector<MakeVirtualLink>& needed, Turn& turn);
    bool due(net::Instant now) const;

    void refused(const VirtualLinkRefused& event);
    // Why it could not be made; empty: it is being made.
    std::string refusal(const std::string& name) const;
    std::optional<net::Instant> deadline() const { return net::earlier(look_at_, next_order_); }

private:
    struct Order {
        net::Instant again;  // not before
        std::string refusal;
    };

    void order(const MakeVirtualLink& wanted, Turn& turn);
    void remove_unneeded(const std::vector<MakeVirtualLink>& needed, Turn& turn);

    std::map<std::string, Order> orders_;  // by name
    std::set<net::InterfaceIndex> removing_;
    std::optional<net::Instant> look_at_;
    std::optional<net::Instant> next_order_;
};

}  // namespace holdfast::engine
