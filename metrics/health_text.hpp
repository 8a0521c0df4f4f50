// Findings as HTTP answers: a word, lines for `?verbose`, or application/health+json if asked for.
#pragma once

#include "metrics/health.hpp"
#include "metrics/http.hpp"

namespace holdfast::metrics {

// 200 for pass and warn, 503 for fail. Probes must rely on the code alone.
Response health_response(const Request& request, const Snapshot& snapshot, const Findings& findings);

}  // namespace holdfast::metrics
