// May this program be run? Not when somebody else could change what it is: each folder on the way to it, each link and
// what it leads to, and the file itself belong to root or to the user it runs as, and nobody else may write there.
#pragma once

#include <string>
#include <vector>

#include "daemon/runner/looks.hpp"
#include "daemon/runner/user.hpp"

namespace holdfast::runner {

// What speaks against it, each with the component and the bit; empty: nothing. Access lists are not looked at.
// "/opt/checks is writable by others (mode 0777, bit o+w)"
std::vector<std::string> unsafe(const std::string& program, const User& user, Looks& looks);
std::vector<std::string> unsafe(const std::string& program, const User& user);
// "": root.
std::vector<std::string> unsafe(const std::string& program, const std::string& user);

}  // namespace holdfast::runner
