// Starts this executable again, as another of the daemon's processes, with the rights of who calls.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::io {

// Its pidfd. arguments[0] is the name that it goes by; of our files it has `inherited` alone, under the same numbers.
// It has no terminal and no signal settings of ours, and leads a session, so that a signal to our group passes it by.
Result<Fd> start_again(std::vector<std::string> arguments, std::span<const int> inherited);

}  // namespace holdfast::io
