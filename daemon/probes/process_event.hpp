// One message of the kernel's process connector; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <sys/types.h>

#include "daemon/net/bytes.hpp"

namespace holdfast::probes::process_event {

constexpr std::uint32_t execution = 2;  // PROC_EVENT_EXEC, which <linux/cn_proc.h> has moved about
constexpr std::size_t event_at = NLMSG_HDRLEN + sizeof(cn_msg);
constexpr std::size_t kind_at = event_at + offsetof(proc_event, what);
constexpr std::size_t pid_at = event_at + offsetof(proc_event, event_data) + sizeof(__kernel_pid_t);  // of the leader

template <class T>
T read(net::ByteView message, std::size_t at) {
    T value{};
    std::memcpy(&value, message.data() + at, sizeof value);
    return value;
}

// The process that begins to execute a program; none: it tells of something else.
inline std::optional<pid_t> executed(net::ByteView message) {
    if (message.size() < pid_at + sizeof(__kernel_pid_t)) return std::nullopt;
    if (read<std::uint32_t>(message, kind_at) != execution) return std::nullopt;
    return read<__kernel_pid_t>(message, pid_at);
}

}  // namespace holdfast::probes::process_event
