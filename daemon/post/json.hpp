// A happening as a line of JSON: the same in the stream and to webhooks.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "daemon/notify/happening.hpp"
#include "daemon/notify/picture.hpp"
#include "daemon/notify/settings.hpp"

namespace holdfast::post {

using Json = nlohmann::ordered_json;

// "2026-11-22T16:13:36.448Z"
std::string rfc3339(notify::UnixTime at);
// `picture`: after it.
Json to_json(const notify::Happening& happening, const notify::Settings& settings, const notify::Picture& picture);
// How a party stands: what a reader is told first. Null before it has begun.
Json snapshot_of(const notify::Party& party, const notify::Settings& settings, const notify::Picture& picture);
// Without a newline; what is not UTF-8 is replaced by U+FFFD.
std::string line_of(const Json& json);

}  // namespace holdfast::post
