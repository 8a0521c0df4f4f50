// Makes a process of a program, cheaply: by vfork, since to copy the page tables of this executable costs more than
// everything else of a check together.
#pragma once

#include <array>
#include <string>
#include <vector>

#include <signal.h>
#include <sys/types.h>

#include "daemon/io/error.hpp"
#include "daemon/runner/user.hpp"

namespace holdfast::runner {

// The runner's own; its children have them as by default.
inline constexpr std::array ignored_signals{SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE};

struct Program {
    std::vector<std::string> argv;         // argv[0] is its path
    std::vector<std::string> environment;  // "NAME=value"
    User user;
};

// A child that leads a session of its own, with these as its input and outputs and nothing else open, umask 077, in /.
// Waits until it executes the program. Of a process that has one thread.
io::Result<pid_t> spawn(const Program& program, int input, int output);

}  // namespace holdfast::runner
