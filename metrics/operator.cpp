#include "metrics/operator.hpp"

#include <array>
#include <utility>

namespace holdfast::metrics {

detector::Pin pin_of(const Snapshot& snapshot, const std::string& instance) {
    const auto found = snapshot.fence->pins.find(instance);
    return found == snapshot.fence->pins.end() ? detector::Pin::none : found->second;
}

std::string_view label(detector::Pin pin) {
    static constexpr std::array<std::string_view, 4> labels{"none", "hold", "yield", "drain"};
    return labels.at(std::to_underlying(pin));
}

std::string_view label(const std::optional<engine::Withdrawal>& withdrawal) {
    static constexpr std::array<std::string_view, 3> labels{"yielded", "fenced", "drained"};
    return withdrawal ? labels.at(std::to_underlying(*withdrawal)) : std::string_view{};
}

}  // namespace holdfast::metrics
