// One alarm on the clock of io::now(), exact to the nanosecond the kernel can do, for any poll loop.
#pragma once

#include <optional>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::io {

class Timer {
public:
    static Result<Timer> open();

    // Readable from `at` on, at once if that has passed; none: never.
    void arm(std::optional<net::Instant> at);
    // Makes an expired timer unreadable again.
    void drain();
    int fd() const { return fd_.get(); }

private:
    explicit Timer(Fd fd) : fd_{std::move(fd)} {}
    Fd fd_;
};

}  // namespace holdfast::io
