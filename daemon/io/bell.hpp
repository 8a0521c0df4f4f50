// Wakes another thread's poll loop.
#pragma once

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::io {

class Bell {
public:
    static Result<Bell> open();

    // From any thread: readable from now on.
    void ring() const;
    // Unreadable again, however often it was rung.
    void drain() const;
    int fd() const { return fd_.get(); }

private:
    explicit Bell(Fd fd) : fd_{std::move(fd)} {}
    Fd fd_;
};

}  // namespace holdfast::io
