#include "tests/stories/sim_kernel.hpp"

#include <algorithm>

namespace holdfast::stories {

const net::Link& SimKernel::link(net::InterfaceIndex index) const {
    return *std::ranges::find(links_, index, &net::Link::index);
}

net::Link& SimKernel::at(net::InterfaceIndex index) {
    return *std::ranges::find(links_, index, &net::Link::index);
}

bool SimKernel::has(const net::IpAddress& address) const {
    return std::ranges::any_of(addresses_, [&](const auto& known) { return known.prefix.address == address; });
}

bool SimKernel::add(const engine::HeldAddress& address) {
    if (has(address.prefix.address)) return false;
    const net::LinkAddress added{.index = address.interface, .prefix = address.prefix, .secondary = true};
    addresses_.push_back(added);
    reports_.push_back(engine::AddressAppeared{added});
    return true;
}

bool SimKernel::remove(const net::Prefix& prefix) {
    const auto found = std::ranges::find(addresses_, prefix, &net::LinkAddress::prefix);
    if (found == addresses_.end()) return false;
    reports_.push_back(engine::AddressVanished{*found});
    addresses_.erase(found);
    return true;
}

void SimKernel::set_carrier(net::InterfaceIndex index, bool up) {
    at(index).up = up;
    reports_.push_back(engine::LinkChanged{at(index)});
}

void SimKernel::receive_frame(net::InterfaceIndex index) {
    if (at(index).up) ++at(index).frames_received;
}

}  // namespace holdfast::stories
