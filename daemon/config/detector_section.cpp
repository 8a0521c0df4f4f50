#include <chrono>

#include "daemon/config/sections.hpp"

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;
using detector::OnIsolation;
using detector::Policy;

struct Gateways {
    bool automatic = true;
    std::vector<net::IpAddress> listed;
};

// ["auto"], or addresses.
Reader<Gateways> gateways() {
    return [](const toml::node& node, Problems& problems) -> std::optional<Gateways> {
        const toml::array* array = node.as_array();
        const bool automatic =
            array != nullptr && array->size() == 1 && (*array)[0].value<std::string_view>() == "auto";
        if (automatic) return Gateways{};
        auto listed = list_of(host_address())(node, problems);
        if (!listed) return std::nullopt;
        return Gateways{false, *std::move(listed)};
    };
}

}  // namespace

void read_detector(TableReader& reader, detector::Settings& into) {
    Gateways targets{into.gateway_auto, into.gateways};
    reader.read("enabled", into.enabled, boolean());
    reader.read("policy", into.policy,
                one_of<Policy>({{"alert", Policy::alert}, {"yield", Policy::yield}, {"fence", Policy::fence}}));
    reader.read("dry_run", into.dry_run, boolean());
    reader.read("trust_lan", into.trust_lan, boolean());
    reader.read("on_isolation", into.on_isolation,
                one_of<OnIsolation>(
                    {{"hold", OnIsolation::hold}, {"yield", OnIsolation::yield}, {"fence", OnIsolation::fence}}));
    reader.read("gateways", targets, gateways());
    reader.read("ping_interval", into.ping_interval, duration(100ms, 1min));
    reader.read("fall", into.fall, whole_number(1, 100));
    reader.read("rise", into.rise, whole_number(1, 100));
    reader.read("audit_interval", into.audit_interval, duration(1s, 1h));
    into.gateway_auto = targets.automatic;
    into.gateways = std::move(targets.listed);
}

}  // namespace holdfast::config
