// The detector's word on one instance, with the evidence it rests on.
#include "metrics/json_parts.hpp"
#include "metrics/report_of.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

Json evidence_json(const Snapshot& snapshot, const detector::Evidence& evidence) {
    return {{"kind", label(evidence.kind)},
            {"who", utf8(evidence.who)},
            {"mac", utf8(evidence.mac)},
            {"where", utf8(evidence.where)},
            {"what", utf8(evidence.what)},
            {"first", rfc3339(snapshot.to_wall(evidence.first))},
            {"last", rfc3339(snapshot.to_wall(evidence.last))},
            {"count", evidence.count},
            {"trust", label(evidence.trust)}};
}

// The last time that two served at once, once it is over.
Json incident_json(const Snapshot& snapshot, const std::optional<detector::Incident>& incident) {
    if (!incident) return nullptr;
    return {{"verdict", label(incident->verdict)},
            {"other", utf8(incident->other)},
            {"since", rfc3339(snapshot.to_wall(incident->since))},
            {"until", rfc3339(snapshot.to_wall(incident->until))},
            {"seconds", net::seconds(incident->duration())},
            {"certain", incident->certain}};
}

}  // namespace

Json verdict_json(const Snapshot& snapshot, const std::string& instance) {
    const auto* report = report_of(snapshot, instance);
    if (report == nullptr) return nullptr;
    Json evidence = Json::array();
    for (const auto& piece : report->evidence) evidence.push_back(evidence_json(snapshot, piece));
    Json also = Json::array();
    for (const auto condition : report->also) also.push_back(label(condition));
    return {{"name", label(report->verdict)},
            {"severity", label(severity(report->verdict))},
            {"since", rfc3339(snapshot.to_wall(report->since))},
            {"detail", utf8(report->detail)},
            {"reason", utf8(report->reason)},
            {"ruling", utf8(report->ruling)},
            {"evidence", std::move(evidence)},
            {"also", std::move(also)},
            {"incident", incident_json(snapshot, report->incident)}};
}

}  // namespace holdfast::metrics
