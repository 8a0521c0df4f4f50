#include "daemon/engine/kernel_view.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::engine {

void KernelView::expect_virtual(std::set<net::IpAddress> addresses) {
    virtual_ = std::move(addresses);
    const auto host = std::exchange(host_, {});
    const auto present = std::exchange(present_virtual_, {});
    for (const auto& [index, known] : host) {
        for (const net::LinkAddress& address : known) apply(AddressAppeared{address});
    }
    for (const auto& [index, known] : present) {
        for (const net::Prefix& prefix : known) apply(AddressAppeared{{.index = index, .prefix = prefix}});
    }
}

void KernelView::replace(const KernelState& state) {
    links_.clear();
    host_.clear();
    present_virtual_.clear();
    for (const net::Link& link : state.links) links_[link.index] = link;
    for (const net::LinkAddress& address : state.addresses) apply(AddressAppeared{address});
}

void KernelView::apply(const LinkVanished& event) {
    links_.erase(event.index);
    host_.erase(event.index);
    present_virtual_.erase(event.index);
}

void KernelView::apply(const AddressAppeared& event) {
    const net::LinkAddress& address = event.address;
    if (is_virtual(address.prefix.address)) {
        present_virtual_[address.index].insert(address.prefix);
        return;
    }
    std::vector<net::LinkAddress>& known = host_[address.index];
    const auto same = std::ranges::find(known, address.prefix, &net::LinkAddress::prefix);
    if (same != known.end()) {
        *same = address;
    } else {
        known.push_back(address);
    }
}

void KernelView::apply(const AddressVanished& event) {
    const net::LinkAddress& address = event.address;
    present_virtual_[address.index].erase(address.prefix);
    std::erase_if(host_[address.index], [&](const net::LinkAddress& a) { return a.prefix == address.prefix; });
}

const net::Link* KernelView::link(std::string_view name) const {
    const auto found = std::ranges::find_if(links_, [&](const auto& entry) { return entry.second.name == name; });
    return found == links_.end() ? nullptr : &found->second;
}

bool KernelView::has(net::InterfaceIndex index, const net::IpAddress& address) const {
    if (const auto found = present_virtual_.find(index); found != present_virtual_.end()) {
        const auto prefix = found->second.lower_bound(net::Prefix{address, 0});
        if (prefix != found->second.end() && prefix->address == address) return true;
    }
    return std::ranges::any_of(host_addresses(index), [&](const auto& a) { return a.prefix.address == address; });
}

const std::vector<net::LinkAddress>& KernelView::host_addresses(net::InterfaceIndex index) const {
    static const std::vector<net::LinkAddress> none;
    const auto found = host_.find(index);
    return found == host_.end() ? none : found->second;
}

}  // namespace holdfast::engine
