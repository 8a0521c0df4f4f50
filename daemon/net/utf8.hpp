// Text as UTF-8, character by character.
#pragma once

#include <cstddef>
#include <string_view>

namespace holdfast::net {

// How many bytes the first character of `text` has; 0: no character begins so, or `text` is empty.
std::size_t first_character(std::string_view text);

}  // namespace holdfast::net
