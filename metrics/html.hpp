// Text into HTML: the one place that escapes.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::metrics {

// Text for HTML content and attributes in quotes. What is not UTF-8, and control characters, become U+FFFD.
std::string escaped(std::string_view text);

}  // namespace holdfast::metrics
