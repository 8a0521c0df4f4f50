#include "metrics/json_parts.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {

Json checks_json(const Snapshot& snapshot) {
    Json checks = Json::array();
    for (const checks::CheckStatus& check : *snapshot.checks) {
        checks.push_back({{"name", utf8(check.name)},
                          {"type", check.type},
                          {"health", label(check.health)},
                          {"since", rfc3339(snapshot.to_wall(check.since))},
                          {"number", check.number ? Json(*check.number) : Json(nullptr)},
                          {"reason", utf8(check.reason)},
                          {"output", utf8(*check.output)},
                          {"runs", check.runs},
                          {"failures", check.failures},
                          {"timeouts", check.timeouts}});
    }
    return checks;
}

Json groups_json(const Snapshot& snapshot) {
    Json groups = Json::array();
    for (const engine::GroupStatus& group : snapshot.status->groups) {
        groups.push_back({{"name", utf8(group.name)},
                          {"state", label(group.state)},
                          {"since", rfc3339(snapshot.to_wall(group.since))},
                          {"reason", utf8(group.reason)},
                          {"instances", group.members}});
    }
    return groups;
}

}  // namespace holdfast::metrics
