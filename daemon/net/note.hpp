// A note is one thing that happened, with named fields: the log line, the event of `holdfast events`, one value.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::net {

enum class Level { debug, info, warning, error };
std::string_view label(Level level);  // the enumerator's name

struct Note {
    Level level = Level::info;
    std::string event;     // from a fixed set: "transition", "verdict", "address_reinstated", …
    std::string instance;  // empty: about the host
    std::vector<std::pair<std::string, std::string>> fields;

    bool operator==(const Note&) const = default;
};

// `transition instance=web from=backup to=master reason=silence`; values with blanks or quotes are quoted,
// bytes that do not print become \xNN.
std::string to_string(const Note& note);

}  // namespace holdfast::net
