// May a command be run? Not when somebody else could change what it executes: the program, the script that an
// interpreter is given, the interpreter that a script names, and what else of its words is an executable file.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "daemon/io/trusted_path.hpp"

namespace holdfast::io {

// Files that are executed, or may be: the first word, whatever it is; of the others, each file that is executable, and
// behind the name of an interpreter the first one and those before which an option stands, whose value it may be
// (`php -c php.ini x.php`); and what `#!` at their beginning names. The text behind `sh -c` is not looked into.
std::vector<std::string> programs_of(const std::vector<std::string>& command, Looks& looks);

// As of trusted_path, against any of them; each once. `owner`: as whom it runs.
std::vector<Objection> objections_to_command(const std::vector<std::string>& command, uid_t owner, Looks& looks);

}  // namespace holdfast::io
