// The command line of a script as keepalived takes it apart: words, never a shell.
#pragma once

#include <string>
#include <vector>

#include "daemon/import/tree.hpp"

namespace holdfast::import {

struct Command {
    std::vector<std::string> argv;  // the program with its whole path
    bool by_shell = false;          // keepalived gives it to a shell, and so does argv
    bool looks_like_shell = false;  // it has words that only a shell would understand
    std::string process;            // it only asks whether a process of this name runs
};

// Of the first value alone if it is in quotes, else of all from it on when `rest` says so.
Command command_of(const Keyword& keyword, bool rest);

}  // namespace holdfast::import
