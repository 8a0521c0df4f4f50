// The status page: one self-contained HTML document, without scripts, that refreshes itself.
#pragma once

#include <string>
#include <string_view>

#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

std::string page(const Snapshot& snapshot);

// Text for HTML content and attributes in quotes.
std::string escaped(std::string_view text);

}  // namespace holdfast::metrics
