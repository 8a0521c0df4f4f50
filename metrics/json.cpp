#include "metrics/json.hpp"

#include "metrics/json_parts.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

constexpr int schema_version = 1;

Json gateway_json(const detector::TargetReport& gateway) {
    return {{"address", to_string(gateway.address)},
            {"up", gateway.up},
            {"answered", gateway.answered},
            {"lost", gateway.lost}};
}

Json event_json(const LoggedNote& logged) {
    Json fields = Json::object();
    for (const auto& [name, value] : logged.note.fields) fields[utf8(name)] = utf8(value);
    return {{"id", logged.id},
            {"at", rfc3339(logged.at)},
            {"level", std::string{label(logged.note.level)}},
            {"event", utf8(logged.note.event)},
            {"instance", utf8(logged.note.instance)},
            {"fields", std::move(fields)}};
}

}  // namespace

std::string utf8(const std::string& text) {
    return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

nlohmann::ordered_json status_json(const Snapshot& snapshot) {
    Json instances = Json::array();
    for (const auto& instance : snapshot.status->instances) instances.push_back(instance_json(snapshot, instance));
    Json gateways = Json::array();
    for (const auto& gateway : snapshot.report->gateways) gateways.push_back(gateway_json(gateway));
    return {{"schema_version", schema_version},       {"node", utf8(snapshot.status->node)},
            {"version", snapshot.daemon->version},    {"started", rfc3339(snapshot.daemon->started)},
            {"instances", std::move(instances)},      {"gateways", std::move(gateways)},
            {"groups", groups_json(snapshot)},        {"checks", checks_json(snapshot)},
            {"fence", fence_json(*snapshot.fence)},   {"hello", hello_json(snapshot)},
            {"notify", notify_json(*snapshot.notify)}};
}

nlohmann::ordered_json events_json(const Snapshot& snapshot, WallTime since, std::uint64_t after) {
    Json events = Json::array();
    for (const auto& logged : *snapshot.events) {
        if (logged.at >= since && logged.id > after) events.push_back(event_json(logged));
    }
    return {{"schema_version", schema_version}, {"events", std::move(events)}};
}

}  // namespace holdfast::metrics
