#include "metrics/health_text.hpp"

#include <fmt/format.h>

#include "metrics/json_parts.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

constexpr auto health_json_type = "application/health+json";

std::string_view mark(Condition condition) {
    switch (condition) {
        case Condition::pass:
            return "[+]";
        case Condition::warn:
            return "[!]";
        case Condition::fail:
            return "[-]";
    }
    return "";
}

std::string lines(const Findings& findings) {
    std::string text;
    for (const auto& finding : findings) {
        text += fmt::format("{}{} {}\n", mark(finding.condition), finding.subject,
                            finding.why.empty() ? "ok" : finding.why);
    }
    return text;
}

// The shape of draft-inadarei-api-health-check.
std::string document(const Snapshot& snapshot, const Findings& findings) {
    Json checks = Json::object();
    for (const auto& finding : findings) {
        checks[utf8(finding.subject)].push_back(
            {{"status", label(finding.condition)}, {"time", rfc3339(snapshot.wall)}, {"output", utf8(finding.why)}});
    }
    const Json health{{"status", label(worst(findings))},
                      {"version", snapshot.daemon->version},
                      {"serviceId", utf8(snapshot.status->node)},
                      {"checks", std::move(checks)}};
    return health.dump() + "\n";
}

}  // namespace

Response health_response(const Request& request, const Snapshot& snapshot, const Findings& findings) {
    Response response;
    const auto condition = worst(findings);
    response.status = condition == Condition::fail ? 503 : 200;
    if (accepts(request.accept, health_json_type)) {
        response.type = health_json_type;
        response.body = document(snapshot, findings);
        return response;
    }
    if (parameter(request, "verbose")) response.body = lines(findings);
    response.body += fmt::format("{}\n", label(condition));
    return response;
}

}  // namespace holdfast::metrics
