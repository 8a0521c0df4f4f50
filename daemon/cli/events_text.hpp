// Events as a time line.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "daemon/cli/document.hpp"
#include "daemon/cli/paint.hpp"

namespace holdfast::cli {

// "backup -> master silence why=… " of an event's fields.
std::string event_words(const Json& event);
std::string events_text(const std::vector<Json>& events, const Paint& paint, bool with_header);

// Tells the events that were not told before. Knows them by time and number: numbers begin anew with the daemon.
class Unseen {
public:
    std::vector<Json> of(const Json& document);

private:
    static constexpr std::size_t remembered = 4096;
    std::set<std::pair<std::string, std::string>> seen_;
};

}  // namespace holdfast::cli
