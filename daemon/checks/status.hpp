// How the checks are, for metrics and people: one picture.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/checks/settings.hpp"
#include "daemon/net/histogram.hpp"

namespace holdfast::checks {

struct CheckStatus {
    std::string name;
    std::string type;  // "script"
    Health health = Health::unknown;
    net::Instant since;                                                                 // of this health
    std::optional<std::int64_t> number;                                                 // of a file
    std::string reason;                                                                 // of the last result
    std::shared_ptr<const std::string> output = std::make_shared<const std::string>();  // of the last run, up to 4 KiB
    bool running = false;
    std::uint64_t runs = 0;  // that were begun
    std::uint64_t failures = 0;
    std::uint64_t timeouts = 0;  // among the failures
    net::Histogram durations;    // of runs that ended by themselves
    bool operator==(const CheckStatus&) const = default;
};
using Status = std::vector<CheckStatus>;  // in the order of the settings

}  // namespace holdfast::checks
