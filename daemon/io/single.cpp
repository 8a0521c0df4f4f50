#include "daemon/io/single.hpp"

#include <array>
#include <cstdint>

#include <linux/capability.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {

Result<Fd> claim_namespace() {
    Fd fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!fd) return failed("make the lock of this network namespace");
    // Abstract names belong to a network namespace, and go with the process.
    if (!bind_to(fd.get(), abstract_name("holdfast/daemon"))) return failed("claim this network namespace");
    return fd;
}

bool has_net_capabilities() {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> data{};
    if (syscall(SYS_capget, &header, data.data()) != 0) return false;
    constexpr std::uint32_t needed = (1U << CAP_NET_ADMIN) | (1U << CAP_NET_RAW);
    return (data[0].effective & needed) == needed;
}

}  // namespace holdfast::io
