#pragma once

#include <string>
#include <string_view>

namespace holdfast::config {

// In lower-case hexadecimal digits, as `sha256sum` prints it.
std::string sha256(std::string_view text);

}  // namespace holdfast::config
