#include "detector/action.hpp"

#include <array>
#include <utility>

namespace holdfast::detector {

std::string_view label(Measure measure) {
    static constexpr std::array<std::string_view, 3> names{"yield", "fence", "readmit"};
    return names.at(std::to_underlying(measure));
}

}  // namespace holdfast::detector
