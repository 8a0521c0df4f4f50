// System calls that a process forgoes, by seccomp, whatever it is tricked into: for good, in the calling thread, what
// it starts from now on, and what it executes. They fail with EPERM and leave a line in the kernel's audit log.
#pragma once

#include "daemon/io/error.hpp"

namespace holdfast::io {

enum class Duty {
    engine,  // executes nothing, makes no process, leaves no namespace, changes no user, mounts, loads and traces
             // nothing; makes, truncates and removes no file, and no socket of a family that it does not use. A call
             // by the numbers of another architecture, such as programs of 32 bits make, is its end: SIGSYS
    guard,   // what neither it nor a script has use for, of 32 bits or of 64: tracing others, another kernel, new ways
             // into the kernel
};

// Without CAP_SYS_ADMIN only after no_new_privs.
Result<void> forbid_what_is_no_part_of(Duty duty);

}  // namespace holdfast::io
