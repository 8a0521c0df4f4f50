#include "daemon/engine/strays.hpp"

#include <iterator>
#include <utility>

namespace holdfast::engine {

void Strays::look(net::InterfaceIndex interface, const std::vector<HeldAddress>& present, bool serving,
                  net::Instant now) {
    const std::set<HeldAddress> there{present.begin(), present.end()};
    if (std::exchange(interface_, interface) != interface) tolerated_ = there;
    const auto is_gone = [&](const HeldAddress& address) { return !there.contains(address); };
    std::erase_if(tolerated_, is_gone);
    std::erase_if(ordered_, is_gone);

    unwanted_.clear();
    due_.reset();
    if (serving) return;
    for (const HeldAddress& address : there) {
        if (!tolerated_.contains(address) && !ordered_.contains(address)) unwanted_.insert(address);
    }
    if (!unwanted_.empty()) due_ = now;
}

std::vector<HeldAddress> Strays::take(net::Instant now) {
    if (!due_ || *due_ > now) return {};
    due_.reset();
    ordered_.insert(unwanted_.begin(), unwanted_.end());
    const auto taken = std::exchange(unwanted_, {});
    return {taken.begin(), taken.end()};
}

}  // namespace holdfast::engine
