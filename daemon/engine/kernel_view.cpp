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
    by_name_.clear();
    host_.clear();
    present_virtual_.clear();
    for (const net::Link& link : state.links) apply(LinkChanged{link});
    for (const net::LinkAddress& address : state.addresses) apply(AddressAppeared{address});
}

void KernelView::apply(const LinkChanged& event) {
    forget_name(event.link.index);
    by_name_[event.link.name] = event.link.index;
    links_[event.link.index] = event.link;
}

void KernelView::apply(const LinkVanished& event) {
    forget_name(event.index);
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

// A name may have gone to another interface before we heard that this one lost it.
void KernelView::forget_name(net::InterfaceIndex index) {
    const auto link = links_.find(index);
    if (link == links_.end()) return;
    const auto name = by_name_.find(link->second.name);
    if (name != by_name_.end() && name->second == index) by_name_.erase(name);
}

const net::Link* KernelView::link(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : &links_.at(found->second);
}

bool KernelView::has(net::InterfaceIndex index, const net::IpAddress& address) const {
    if (const auto found = present_virtual_.find(index); found != present_virtual_.end()) {
        const auto prefix = found->second.lower_bound(net::Prefix{address, 0});
        if (prefix != found->second.end() && prefix->address == address) return true;
    }
    return std::ranges::any_of(host_addresses(index), [&](const auto& a) { return a.prefix.address == address; });
}

const std::set<net::Prefix>& KernelView::virtual_addresses(net::InterfaceIndex index) const {
    static const std::set<net::Prefix> none;
    const auto found = present_virtual_.find(index);
    return found == present_virtual_.end() ? none : found->second;
}

const std::vector<net::LinkAddress>& KernelView::host_addresses(net::InterfaceIndex index) const {
    static const std::vector<net::LinkAddress> none;
    const auto found = host_.find(index);
    return found == host_.end() ? none : found->second;
}

}  // namespace holdfast::engine
