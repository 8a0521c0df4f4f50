// Starts this executable again, as another of the daemon's processes, with the rights of who calls.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::io {

// Its pidfd. arguments[0] is the name that it goes by; of our files it has `inherited` alone, under the same numbers.
// It has no terminal and no signal settings of ours, and leads a session, so that a signal to our group passes it by.
Result<Fd> start_again(std::vector<std::string> arguments, std::span<const int> inherited);

// There: the number that an argument is, and what else was inherited by accident.
std::optional<int> number_in(std::string_view argument);
void close_all_but(std::vector<int> inherited);

}  // namespace holdfast::io
