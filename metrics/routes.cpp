// The paths and who answers them. A path matches whole: /metricsx is not /metrics.
#include <algorithm>
#include <array>

#include "metrics/age.hpp"
#include "metrics/exposition.hpp"
#include "metrics/gzip.hpp"
#include "metrics/health_text.hpp"
#include "metrics/http.hpp"
#include "metrics/json.hpp"
#include "metrics/openmetrics.hpp"
#include "metrics/page.hpp"

namespace holdfast::metrics {
namespace {

Response plain(int status, std::string text) {
    return {.status = status, .body = std::move(text) + "\n"};
}

Response json(const nlohmann::ordered_json& document) {
    return {.type = "application/json", .body = document.dump() + "\n"};
}

Response packed_if_accepted(const Request& request, std::string_view type, std::string text) {
    Response response{.type = std::string{type}, .body = std::move(text)};
    if (accepts(request.accept_encoding, "gzip")) {
        response.body = gzip(response.body);
        response.headers.emplace_back("Content-Encoding", "gzip");
    }
    return response;
}

// The pages of the other nodes may read ours.
void allow_peers(const Request& request, const Options& options, Response& response) {
    if (std::ranges::find(options.peer_pages, request.origin) == options.peer_pages.end()) return;
    response.headers.emplace_back("Access-Control-Allow-Origin", request.origin);
}

Response get_page(const Request& request, const Snapshot& snapshot, const Options& options) {
    const auto only = parameter(request, "instance").value_or("");
    const auto& instances = snapshot.status->instances;
    const bool known = std::ranges::any_of(instances, [&](const auto& one) { return one.settings.name == only; });
    if (!only.empty() && !known) return plain(404, "no such instance");
    auto response = packed_if_accepted(request, "text/html; charset=utf-8", page(snapshot, options, only));
    response.policy = page_policy(options);
    allow_peers(request, options, response);
    return response;
}

Response get_metrics(const Request& request, const Snapshot& snapshot, const Options& options) {
    if (accepts(request.accept, "application/openmetrics-text")) {
        return packed_if_accepted(request, "application/openmetrics-text; version=1.0.0; charset=utf-8",
                                  openmetrics(snapshot, options));
    }
    return packed_if_accepted(request, "text/plain; version=0.0.4; charset=utf-8", exposition(snapshot, options));
}

Response get_livez(const Request& request, const Snapshot& snapshot, const Options&) {
    return health_response(request, snapshot, liveness(snapshot));
}

Response get_readyz(const Request& request, const Snapshot& snapshot, const Options&) {
    return health_response(request, snapshot, readiness(snapshot));
}

Response get_healthz(const Request& request, const Snapshot& snapshot, const Options&) {
    return health_response(request, snapshot, health(snapshot));
}

// For load balancers: only the master gets traffic, until it is fenced. A stuck engine's word is not believed.
Response get_role(const Request& request, const Snapshot& snapshot, const Options&) {
    const auto name = parameter(request, "instance");
    if (!name) return plain(400, "which one? /role?instance=NAME");
    const auto& instances = snapshot.status->instances;
    const auto named = [&](const auto& instance) { return instance.settings.name == *name; };
    const auto found = std::ranges::find_if(instances, named);
    if (found == instances.end()) return plain(404, "no such instance");
    const bool leads = found->state == engine::InstanceState::master && !found->withdrawn;
    const bool serves = leads && worst(liveness(snapshot)) == Condition::pass;
    return plain(serves ? 200 : 503, std::string{label(found->state)});
}

Response get_status(const Request&, const Snapshot& snapshot, const Options&) {
    return json(status_json(snapshot));
}

Response get_events(const Request& request, const Snapshot& snapshot, const Options&) {
    const auto since = parameter(request, "since");
    if (!since) return json(events_json(snapshot, {}));
    const auto age = parse_age(*since);
    if (!age) return plain(400, "since: seconds, or a number with s, m, h or d: 10m");
    return json(events_json(snapshot, snapshot.wall - *age));
}

struct Route {
    std::string_view path;
    Response (*answer)(const Request&, const Snapshot&, const Options&);
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

Response route(const Request& request, const SnapshotSource& source, const Options& options) {
    const auto found = std::ranges::find(routes, std::string_view{request.path}, &Route::path);
    if (found == routes.end()) return plain(404, "not found");
    if (request.method != "GET" && request.method != "HEAD") {
        auto refusal = plain(405, "read-only: GET and HEAD");
        refusal.headers.emplace_back("Allow", "GET, HEAD");
        return refusal;
    }
    return found->answer(request, source(), options);
}

}  // namespace holdfast::metrics
