// How the guard's process is started: argv is {process_name, the engine's socket, the page, the outfitter's socket}.
#pragma once

#include <array>
#include <cstdint>

namespace holdfast::guard {

constexpr const char* process_name = "holdfast-guard";
// The guard's first and only word to its engine: from now on it watches.
constexpr std::array<std::uint8_t, 1> ready_message{1};

}  // namespace holdfast::guard
