// Bytes that nobody can guess.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast::io {

void fill_with_random(std::span<std::uint8_t> bytes);  // up to 256

}  // namespace holdfast::io
