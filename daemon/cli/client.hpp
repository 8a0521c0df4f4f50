// Asks the daemon over its control socket: one line of JSON each way.
#pragma once

#include <chrono>
#include <expected>
#include <string>

#include "daemon/cli/document.hpp"
#include "daemon/cli/failure.hpp"

namespace holdfast::cli {

// The answer's result, within `limit` altogether.
std::expected<Json, Failure> ask(const std::string& socket, const Json& request,
                                 std::chrono::milliseconds limit = std::chrono::seconds{5});
// Whether a process has it open, even one that answers nothing.
bool is_served(const std::string& socket);
// What an answer says: its result, or the daemon's refusal.
std::expected<Json, Failure> read_answer(const std::string& line);

}  // namespace holdfast::cli
