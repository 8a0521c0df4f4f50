// The paths and who answers them. A path matches whole: /metricsx is not /metrics.
#include <algorithm>
#include <array>

#include "metrics/age.hpp"
#include "metrics/exposition.hpp"
#include "metrics/health_text.hpp"
#include "metrics/http.hpp"
#include "metrics/json.hpp"
#include "metrics/page.hpp"

namespace holdfast::metrics {
namespace {

Response plain(int status, std::string text) {
    return {.status = status, .body = std::move(text) + "\n"};
}

Response json(const nlohmann::ordered_json& document) {
    return {.type = "application/json", .body = document.dump() + "\n"};
}

Response get_page(const Request&, const Snapshot& snapshot) {
    return {.type = "text/html; charset=utf-8", .body = page(snapshot)};
}

Response get_metrics(const Request& request, const Snapshot& snapshot) {
    Response response{.type = "text/plain; version=0.0.4; charset=utf-8"};
    if (accepts(request.accept_encoding, "gzip")) {
        response.body = packed_exposition(snapshot);
        response.headers.emplace_back("Content-Encoding", "gzip");
    } else {
        response.body = exposition(snapshot);
    }
    return response;
}

Response get_livez(const Request& request, const Snapshot& snapshot) {
    return health_response(request, snapshot, liveness(snapshot));
}

Response get_readyz(const Request& request, const Snapshot& snapshot) {
    return health_response(request, snapshot, readiness(snapshot));
}

Response get_healthz(const Request& request, const Snapshot& snapshot) {
    return health_response(request, snapshot, health(snapshot));
}

// For load balancers: only the master gets traffic. A stuck engine's word is not believed.
Response get_role(const Request& request, const Snapshot& snapshot) {
    const auto name = parameter(request, "instance");
    if (!name) return plain(400, "which one? /role?instance=NAME");
    const auto& instances = snapshot.status->instances;
    const auto named = [&](const auto& instance) { return instance.settings.name == *name; };
    const auto found = std::ranges::find_if(instances, named);
    if (found == instances.end()) return plain(404, "no such instance");
    const bool serves = found->state == engine::InstanceState::master && worst(liveness(snapshot)) == Condition::pass;
    return plain(serves ? 200 : 503, std::string{label(found->state)});
}

Response get_status(const Request&, const Snapshot& snapshot) {
    return json(status_json(snapshot));
}

Response get_events(const Request& request, const Snapshot& snapshot) {
    const auto since = parameter(request, "since");
    if (!since) return json(events_json(snapshot, {}));
    const auto age = parse_age(*since);
    if (!age) return plain(400, "since: seconds, or a number with s, m, h or d: 10m");
    return json(events_json(snapshot, snapshot.wall - *age));
}

struct Route {
    std::string_view path;
    Response (*answer)(const Request&, const Snapshot&);
};
constexpr std::array routes{
    Route{"/", get_page},
    Route{"/metrics", get_metrics},
    Route{"/livez", get_livez},
    Route{"/readyz", get_readyz},
    Route{"/healthz", get_healthz},
    Route{"/role", get_role},
    Route{"/api/v1/status", get_status},
    Route{"/api/v1/events", get_events},
};

}  // namespace

Response route(const Request& request, const SnapshotSource& source) {
    const auto found = std::ranges::find(routes, std::string_view{request.path}, &Route::path);
    if (found == routes.end()) return plain(404, "not found");
    if (request.method != "GET" && request.method != "HEAD") {
        auto refusal = plain(405, "read-only: GET and HEAD");
        refusal.headers.emplace_back("Allow", "GET, HEAD");
        return refusal;
    }
    return found->answer(request, source());
}

}  // namespace holdfast::metrics
