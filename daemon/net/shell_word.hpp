// For commands that people will copy.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::net {

// `text` as one word of a POSIX shell.
std::string shell_word(std::string_view text);

}  // namespace holdfast::net
