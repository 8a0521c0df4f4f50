// A note as the line that is written for it; pure.
#pragma once

#include <chrono>
#include <string>

#include "daemon/io/log.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::io {

using WallTime = std::chrono::system_clock::time_point;

// With its newline. The format is not `automatic`.
std::string log_line(const net::Note& note, LogFormat format, WallTime at);

}  // namespace holdfast::io
