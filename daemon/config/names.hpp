// What is named in several sections: ourselves, interfaces, users, files and programs.
#pragma once

#include <string>
#include <vector>

#include "daemon/config/values.hpp"

namespace holdfast::config {

// Of an instance, a group or a check.
Reader<std::string> name();
Reader<std::string> interface_name();
// Empty: root.
Reader<std::string> user_name();
Reader<std::string> absolute_path();
// The program, by its absolute path, and its arguments: it is never given to a shell. `example`: of a path.
Reader<std::vector<std::string>> command(std::string_view example);

}  // namespace holdfast::config
