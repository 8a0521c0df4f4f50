// Text into HTML: the one place that escapes.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::metrics {

// Text for HTML content and attributes in quotes. What is not UTF-8, and control characters, become U+FFFD.
std::string escaped(std::string_view text);

// `text` as one word of a POSIX shell: for commands that people will copy.
std::string shell_word(std::string_view text);

}  // namespace holdfast::metrics
