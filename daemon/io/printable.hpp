// What scripts and servers say, for logs and pages.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::io {

// Bytes that do not print become \xNN, but for those that are kept; without blanks at the end; at most so many characters.
std::string printable(std::string_view text, std::size_t most, std::string_view kept = "\n\t");
// "exit code 2: the database is gone": with the first line of what it said, if it said something.
std::string with_first_line(std::string what, std::string_view said);

}  // namespace holdfast::io
