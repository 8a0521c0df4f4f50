// That children have ended, by one descriptor for all of them: a pidfd for each costs as much as a pipe.
#pragma once

#include <optional>

#include <sys/types.h>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::runner {

class Deaths {
public:
    // From now on SIGCHLD is blocked.
    static io::Result<Deaths> open();

    // Readable when one has ended since drain().
    int fd() const { return fd_.get(); }
    void drain();

private:
    explicit Deaths(io::Fd fd) : fd_{std::move(fd)} {}
    io::Fd fd_;
};

// A child that has ended and was not buried yet: always the same one, until it is.
std::optional<pid_t> one_that_died();
// Also such as came to us from a parent that has ended.
bool has_children();

}  // namespace holdfast::runner
