// Reading the daemon's JSON without ever failing: what is missing or of another kind shows as "-".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace holdfast::cli {

using Json = nlohmann::ordered_json;

// null when `object` has no such member.
const Json& member(const Json& object, std::string_view key);
// A string, number or truth value in words; `fallback` for anything else. Never obeyed by a terminal.
std::string text(const Json& value, std::string_view fallback = "-");
std::string text(const Json& object, std::string_view key, std::string_view fallback);
// As it is a text, but of more than one line, perhaps.
std::string paragraph(const Json& value, std::string_view fallback);
double number(const Json& value);
bool is_true(const Json& value);
// The names of all instances.
std::vector<std::string> instance_names(const Json& status);
// null when there is none of that name.
const Json& find_instance(const Json& status, std::string_view name);

}  // namespace holdfast::cli
