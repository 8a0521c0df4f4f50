#include "daemon/io/bell.hpp"

#include <utility>

#include <sys/eventfd.h>

namespace holdfast::io {

Result<Bell> Bell::open() {
    Fd fd{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    if (!fd) return failed("make a bell");
    return Bell{std::move(fd)};
}

void Bell::ring() const {
    ::eventfd_write(fd_.get(), 1);
}

void Bell::drain() const {
    eventfd_t rung = 0;
    ::eventfd_read(fd_.get(), &rung);
}

}  // namespace holdfast::io
