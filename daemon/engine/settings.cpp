#include "daemon/engine/settings.hpp"

#include <algorithm>

#include "daemon/vrrp/timing.hpp"

namespace holdfast::engine {

std::chrono::seconds lease_of(const InstanceSettings& settings) {
    using std::chrono::seconds;
    if (settings.lease) return *settings.lease;
    const net::Duration down =
        vrrp::master_down_interval(settings.version, settings.priority, settings.advert_interval);
    return std::clamp(std::chrono::ceil<seconds>(down), seconds{3}, seconds{10});
}

}  // namespace holdfast::engine
