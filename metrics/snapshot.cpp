#include "metrics/snapshot.hpp"

#include <array>
#include <utility>

namespace holdfast::metrics {

std::string_view label(FenceStatus::State state) {
    static constexpr std::array<std::string_view, 5> labels{"off", "armed", "dry_run", "fencing", "latched"};
    return labels.at(std::to_underlying(state));
}

}  // namespace holdfast::metrics
