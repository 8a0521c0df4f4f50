#include "detector/settings.hpp"

#include <array>
#include <utility>

namespace holdfast::detector {

std::string_view label(Policy policy) {
    static constexpr std::array<std::string_view, 3> names{"alert", "yield", "fence"};
    return names.at(std::to_underlying(policy));
}

}  // namespace holdfast::detector
