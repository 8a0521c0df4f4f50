// May this command be run? Not when somebody else could change what it executes (daemon/io/trusted_command.hpp), nor
// where its user cannot execute it.
#pragma once

#include <string>
#include <vector>

#include "daemon/io/looks.hpp"
#include "daemon/runner/user.hpp"

namespace holdfast::runner {

// What speaks against it, each with the component and the bit; empty: nothing.
// "/opt/checks may be written by others (mode 0777, o+w)"
std::vector<std::string> unsafe(const std::vector<std::string>& command, const User& user, io::Looks& looks);
std::vector<std::string> unsafe(const std::vector<std::string>& command, const User& user);

}  // namespace holdfast::runner
