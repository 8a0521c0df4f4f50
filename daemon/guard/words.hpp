// How a child ended and what it said, for people.
#pragma once

#include <string>
#include <string_view>

#include "daemon/io/child.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::guard {

std::string describe(const io::Ending& ending);  // "exit code 3", "killed by signal 9 (Killed)"
std::string in_seconds(net::Duration duration);  // "10.0 s"
// Without its last line feeds; bytes that do not print become \xNN, whatever comes of it kept to 4 KiB.
std::string printable(std::string_view output);

}  // namespace holdfast::guard
