#include "daemon/io/single.hpp"

#include <sys/socket.h>

#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {

Result<Fd> claim_namespace() {
    Fd fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!fd) return failed("make the lock of this network namespace");
    // Abstract names belong to a network namespace, and go with the process.
    if (!bind_to(fd.get(), abstract_name(daemon_name))) return failed("claim this network namespace");
    return fd;
}

}  // namespace holdfast::io
