// How a verdict appears in a failed expectation.
#pragma once

#include <ostream>

#include "detector/verdict.hpp"

namespace holdfast::detector {

inline void PrintTo(Verdict verdict, std::ostream* out) {
    *out << label(verdict);
}

}  // namespace holdfast::detector
