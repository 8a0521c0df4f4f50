#include "tests/stories/sim_kernel.hpp"

#include <algorithm>

namespace holdfast::stories {

bool SimKernel::has(const net::IpAddress& address) const {
    return std::ranges::any_of(addresses_, [&](const auto& known) { return known.prefix.address == address; });
}

bool SimKernel::add(const net::Prefix& prefix) {
    if (has(prefix.address)) return false;
    const net::LinkAddress added{.index = link_.index, .prefix = prefix, .secondary = true};
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

void SimKernel::set_carrier(bool up) {
    link_.up = up;
    reports_.push_back(engine::LinkChanged{link_});
}

}  // namespace holdfast::stories
