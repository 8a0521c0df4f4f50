// A note as an entry of the journal's own protocol, with a field for each of its own; pure.
#pragma once

#include <string>
#include <string_view>

#include "daemon/io/log_line.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::io {

// One id for each event, the same for ever: 32 hex digits, by which the journal's catalogue explains it.
std::string message_id(std::string_view event);

// MESSAGE, MESSAGE_ID, PRIORITY, SYSLOG_IDENTIFIER, HOLDFAST_EVENT, HOLDFAST_INSTANCE, HOLDFAST_TIME and, in capitals,
// a HOLDFAST_… for each field of the note.
std::string journal_entry(const net::Note& note, WallTime at);

}  // namespace holdfast::io
