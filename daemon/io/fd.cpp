#include "daemon/io/fd.hpp"

#include <unistd.h>

namespace holdfast::io {

void Fd::reset(int fd) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
}

}  // namespace holdfast::io
