// `holdfast fence dry-run`: what would be done now, and whether it could be.
#pragma once

#include <string>

#include "daemon/app/steward.hpp"
#include "daemon/config/config.hpp"
#include "detector/report.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::app {

// One line for the instance, or for each when none is named; then what the configuration has for a fence.
std::string preview(const config::Config& config, const metrics::Snapshot& snapshot, const Readiness& readiness,
                    const std::string& instance);

}  // namespace holdfast::app
