// Makes a process of a program, cheaply: by vfork, since to copy the page tables of this executable costs more than
// everything else of a check together.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "daemon/io/error.hpp"
#include "daemon/runner/user.hpp"

namespace holdfast::runner {

struct Program {
    std::vector<std::string> argv;         // argv[0] is its path
    std::vector<std::string> environment;  // "NAME=value"
    User user;
};

// A child that leads a session of its own, with these as its input and outputs and nothing else open; folder and umask
// are ours. Child::nothing: it has our input, which is /dev/null. Waits until it executes the program. Of a process
// that has one thread.
io::Result<pid_t> spawn(const Program& program, int input, int output);

}  // namespace holdfast::runner
