// How the runner's process is started: argv is {process_name, the engine's socket, the outfitter's socket, the duty}.
#pragma once

#include <array>
#include <cstdint>

namespace holdfast::runner {

constexpr const char* process_name = "holdfast-runner";
constexpr const char* checks_word = "checks";
constexpr const char* notifications_word = "notifications";
// The runner's first word to its engine: it takes orders.
constexpr std::array<std::uint8_t, 1> ready_message{0};

}  // namespace holdfast::runner
