// What a daemon answers, for the tests to render.
#pragma once

#include <chrono>

#include "daemon/cli/document.hpp"
#include "daemon/cli/moment.hpp"
#include "daemon/cli/paint.hpp"

namespace holdfast::cli {

inline const Paint plain{false};
inline const Moment now = parse_moment("2026-11-22T12:00:00.000Z").value();

inline Json healthy_instance() {
    return Json::parse(R"({
        "name": "web", "interface": "eth0", "vrid": 51, "family": "ipv4", "version": 3,
        "state": "master", "since": "2026-11-22T11:57:50.250Z", "reason": "heard nothing for 3.219 s",
        "priority": {"effective": 200, "configured": 200, "why": ["configured 200"]},
        "master": {"node": "lb1", "address": null, "priority": 200},
        "advert_interval_seconds": 1.0, "master_down_interval_seconds": 3.21875, "lease_seconds": 4,
        "addresses": [{"address": "10.77.0.10/24", "present": true, "foreign": false}],
        "peers": [{"address": "10.77.0.2", "priority": null, "last_advert": null, "member": true}],
        "counters": {},
        "verdict": {"name": "healthy", "severity": "ok", "since": "2026-11-22T11:57:50.250Z",
                    "detail": "", "reason": "one owner", "ruling": "", "evidence": [], "also": []},
        "virtual_link": "", "stray": [], "drained": false, "withdrawn": "", "operator": "none"})");
}

inline Json backup_instance() {
    Json instance = healthy_instance();
    instance["name"] = "database";
    instance["vrid"] = 52;
    instance["state"] = "backup";
    instance["reason"] = "10.77.0.2 with priority 200 is the stronger router";
    instance["priority"] = {{"effective", 100}, {"configured", 100}, {"why", Json::array()}};
    instance["master"] = {{"node", nullptr}, {"address", "10.77.0.2"}, {"priority", 200}};
    instance["addresses"] = Json::parse(R"([{"address": "10.77.0.11/24", "present": false},
        {"address": "10.77.0.12/24", "present": false}, {"address": "10.77.0.13/24", "present": false}])");
    instance["peers"] = Json::parse(
        R"([{"address": "10.77.0.2", "priority": 200, "last_advert": "2026-11-22T11:59:59.100Z", "member": true}])");
    return instance;
}

inline Json split_instance() {
    Json instance = healthy_instance();
    instance["verdict"] = Json::parse(R"({
        "name": "split_brain", "severity": "critical", "since": "2026-11-22T11:59:48.000Z",
        "reason": "10.77.0.2 is master too, and answers for 10.77.0.10",
        "evidence": [
            {"kind": "foreign_advert", "who": "10.77.0.2", "mac": "02:00:00:00:00:02", "where": "eth0",
             "what": "advert with priority 100", "first": "2026-11-22T11:59:47.500Z", "last": "2026-11-22T11:59:59.500Z",
             "count": 12, "trust": "T3"},
            {"kind": "probe_answer", "who": "unknown", "mac": "", "where": "eth0", "what": "answered for 10.77.0.10",
             "first": "2026-11-22T11:59:48.000Z", "last": "2026-11-22T11:59:48.000Z", "count": 1, "trust": "T4"}],
        "also": ["jeopardy"]})");
    return instance;
}

inline Json fenced_instance() {
    Json instance = backup_instance();
    instance["state"] = "fenced";
    instance["reason"] = "fenced: 10.77.0.2 is master too";
    instance["withdrawn"] = "fenced";
    return instance;
}

inline Json latched_fence() {
    return Json::parse(R"({"state": "latched", "blown": false, "unreadable": null,
        "latched": [{"instance": "database", "verdict": "split_brain", "reason": "10.77.0.2 is master too",
                     "since": "2026-11-22T11:58:00.000Z"}],
        "last": [{"order": 1, "step": "remove", "succeeded": true, "what": "", "after_seconds": 0.0031},
                 {"order": 1, "step": "command", "succeeded": false, "what": "exit code 3", "after_seconds": 1.5}],
        "counters": {"succeeded": 0, "failed": 1, "would": 2}})");
}

inline Json status_of(std::initializer_list<Json> instances) {
    Json status = Json::parse(R"({"schema_version": 1, "node": "lb1", "version": "0.1.0",
        "started": "2026-11-22T09:57:00.000Z", "instances": [], "gateways": [], "checks": [], "fence": {}, "hello": {}})");
    for (const Json& instance : instances) status["instances"].push_back(instance);
    return status;
}

inline Json events_document() {
    return Json::parse(R"({"schema_version": 1, "events": [
        {"id": 1, "at": "2026-11-22T11:57:50.250Z", "level": "info", "event": "transition", "instance": "web",
         "fields": {"from": "backup", "to": "master", "reason": "silence", "why": "heard nothing for 3.219 s"}},
        {"id": 2, "at": "2026-11-22T11:59:48.000Z", "level": "warning", "event": "reload_refused", "instance": "",
         "fields": {"errors": "2"}}]})");
}

}  // namespace holdfast::cli
