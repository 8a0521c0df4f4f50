// Bytes of old files as text.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::import {

bool is_utf8(std::string_view text);
// Each byte is one character of ISO 8859-1.
std::string from_latin(std::string_view text);

}  // namespace holdfast::import
