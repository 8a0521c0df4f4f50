#include <chrono>

#include "daemon/config/duration.hpp"
#include "daemon/config/names.hpp"
#include "daemon/config/sections.hpp"

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;
using fence::Escalation;

// "manual", or "clean-for 60s".
Reader<std::optional<net::Duration>> release() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::optional<net::Duration>> {
        constexpr std::string_view clean_for = "clean-for ";
        const std::optional<std::string> written = text()(node, problems);
        if (!written) return std::nullopt;
        if (*written == "manual") return std::optional<net::Duration>{};
        const auto time = written->starts_with(clean_for)
                              ? parse_duration(std::string_view{*written}.substr(clean_for.size()))
                              : std::nullopt;
        if (time && *time >= 1s && *time <= 24h) return time;
        problems.error(place_of(node), in_quotes(*written) + " is not possible here",
                       "\"manual\", or \"clean-for 60s\": 1s to 24h without a warning");
        return std::nullopt;
    };
}

}  // namespace

void read_fence(TableReader& reader, fence::Settings& into, detector::Settings& judging) {
    reader.read("command", into.command, command("/etc/holdfast/fence.sh"));
    reader.read("timeout", into.timeout, duration(100ms, 10min));
    reader.read("delay", judging.delay, duration(0s, 1min));
    reader.read("startup_grace", judging.startup_grace, duration(0s, 1h));
    reader.read("watchdog", into.watchdog, absolute_path());
    reader.read("max_per_hour", into.max_per_hour, whole_number(1, 60));
    reader.read("escalate", into.escalate,
                list_of(one_of<Escalation>({{"block", Escalation::block},
                                            {"link-down", Escalation::link_down},
                                            {"watchdog", Escalation::watchdog},
                                            {"reboot", Escalation::reboot}})));
    reader.read("release", into.release, release());
}

}  // namespace holdfast::config
