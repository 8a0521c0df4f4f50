#include "detector/incident.hpp"

#include "detector/pace.hpp"

namespace holdfast::detector {

net::Note to_note(const Incident& incident, const std::string& instance, net::Instant now) {
    const std::string lasted = in_seconds(incident.duration());
    const std::string reason =
        incident.certain ? incident.other + " was a second owner for " + lasted
                         : incident.other + " came back as master, and may have served beside this node for up to " +
                               lasted + ", while neither heard the other";
    const auto seconds = [](net::Duration duration) {
        const std::string text = in_seconds(duration);
        return text.substr(0, text.find(' '));
    };
    return {.level = net::Level::warning,
            .event = "incident",
            .instance = instance,
            .fields = {{"verdict", std::string{label(incident.verdict)}},
                       {"seconds", seconds(incident.duration())},
                       {"ended_seconds_ago", seconds(now - incident.until)},
                       {"other", incident.other},
                       {"certain", incident.certain ? "true" : "false"},
                       {"reason", reason}}};
}

}  // namespace holdfast::detector
