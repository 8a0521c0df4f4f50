// A note as the line that is written for it; pure.
#pragma once

#include <string>
#include <string_view>

#include "daemon/io/log.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::io {

// With its newline. The format is not `automatic`.
std::string log_line(const net::Note& note, LogFormat format, WallTime at);

// "2026-11-22T01:02:03.456Z"
std::string timestamp(WallTime at);
int syslog_priority(net::Level level);
// A field of this name would be taken for what each entry has: its time, level, event and instance.
bool is_reserved(std::string_view field);

}  // namespace holdfast::io
