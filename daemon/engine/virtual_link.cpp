#include "daemon/engine/virtual_link.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration between_orders = 1s;

// By the interface's number, which outlives its name; at most 15 characters up to interface 9999999.
std::string name_of(const InstanceSettings& settings, net::InterfaceIndex base) {
    const char* family = settings.family == net::Family::ipv4 ? "hf4." : "hf6.";
    return family + std::to_string(std::to_underlying(settings.vrid)) + "." + std::to_string(std::to_underlying(base));
}

// Down with its interface it is well, and comes up with it.
bool is_well(const MakeVirtualLink& wanted, const KernelView& kernel) {
    const net::Link* link = existing(wanted, kernel);
    if (!link) return false;
    const auto base = kernel.links().find(wanted.base);
    return link->up || (base != kernel.links().end() && !base->second.up);
}

bool is_among(const std::vector<MakeVirtualLink>& needed, const std::string& name) {
    return std::ranges::find(needed, name, &MakeVirtualLink::name) != needed.end();
}

}  // namespace

std::optional<MakeVirtualLink> virtual_link_of(const InstanceSettings& settings, const KernelView& kernel) {
    if (!settings.virtual_mac) return std::nullopt;
    const net::Link* base = kernel.link(settings.interface);
    if (!base) return std::nullopt;
    return MakeVirtualLink{base->index, name_of(settings, base->index),
                           vrrp::virtual_mac(settings.family, settings.vrid)};
}

const net::Link* existing(const MakeVirtualLink& wanted, const KernelView& kernel) {
    const net::Link* link = kernel.link(wanted.name);
    return link && link->ours && link->base == wanted.base && link->mac == wanted.mac ? link : nullptr;
}

void VirtualLinks::tidy(const std::vector<MakeVirtualLink>& needed, Turn& turn) {
    look_at_.reset();
    next_order_.reset();
    remove_unneeded(needed, turn);
    std::erase_if(orders_, [&](const auto& order) { return !is_among(needed, order.first); });
    for (const MakeVirtualLink& wanted : needed) order(wanted, turn);
}

// The first order is given in any case: one that a predecessor left may be wrong in what is not seen here.
void VirtualLinks::order(const MakeVirtualLink& wanted, Turn& turn) {
    const auto [known, is_first] = orders_.try_emplace(wanted.name);
    Order& order = known->second;
    if (!is_first && is_well(wanted, turn.kernel)) {
        order.refusal.clear();
        return;
    }
    if (order.again <= turn.now) {
        turn.add(wanted);
        order.again = turn.now + between_orders;
    }
    next_order_ = net::earlier(next_order_, order.again);
}

void VirtualLinks::remove_unneeded(const std::vector<MakeVirtualLink>& needed, Turn& turn) {
    std::erase_if(removing_, [&](net::InterfaceIndex index) { return !turn.kernel.links().contains(index); });
    for (const auto& [index, link] : turn.kernel.links()) {
        if (!link.ours || is_among(needed, link.name)) continue;
        if (removing_.insert(index).second) turn.add(RemoveVirtualLink{index});
    }
}

bool VirtualLinks::due(net::Instant now) const {
    const auto first = deadline();
    return first && *first <= now;
}

void VirtualLinks::refused(const VirtualLinkRefused& event) {
    const auto order = orders_.find(event.name);
    if (order != orders_.end()) order->second.refusal = "cannot make " + event.name + ": " + event.error;
}

std::string VirtualLinks::refusal(const std::string& name) const {
    const auto order = orders_.find(name);
    return order == orders_.end() ? std::string{} : order->second.refusal;
}

}  // namespace holdfast::engine
