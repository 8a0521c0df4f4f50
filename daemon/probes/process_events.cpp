#include "daemon/probes/process_events.hpp"

#include <array>
#include <cstring>
#include <tuple>

#include <arpa/inet.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "daemon/probes/process_event.hpp"

namespace holdfast::probes {
namespace {

// The kernel drops all but executions: whoever only forks or ends wakes nobody.
bool pass_executions_only(const io::Fd& socket) {
    std::array<sock_filter, 4> code{{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, process_event::kind_at),
                                     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(process_event::execution), 0, 1),
                                     BPF_STMT(BPF_RET | BPF_K, ~0U), BPF_STMT(BPF_RET | BPF_K, 0)}};
    const sock_fprog program{.len = code.size(), .filter = code.data()};
    return ::setsockopt(socket.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

bool tell(const io::Fd& socket, proc_cn_mcast_op wish) {
    std::array<std::uint8_t, NLMSG_HDRLEN + sizeof(cn_msg) + sizeof wish> message{};
    nlmsghdr header{};
    header.nlmsg_len = message.size();
    header.nlmsg_type = NLMSG_DONE;
    cn_msg connector{};
    connector.id = {.idx = CN_IDX_PROC, .val = CN_VAL_PROC};
    connector.len = sizeof wish;
    std::memcpy(message.data(), &header, sizeof header);
    std::memcpy(message.data() + NLMSG_HDRLEN, &connector, sizeof connector);
    std::memcpy(message.data() + process_event::event_at, &wish, sizeof wish);
    return ::send(socket.get(), message.data(), message.size(), MSG_DONTWAIT) >= 0;
}

}  // namespace

io::Result<ProcessEvents> ProcessEvents::open() {
    io::Fd socket{::socket(AF_NETLINK, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_CONNECTOR)};
    if (!socket) return io::failed("hear of processes");
    const sockaddr_nl group{.nl_family = AF_NETLINK, .nl_pad = 0, .nl_pid = 0, .nl_groups = CN_IDX_PROC};
    if (!pass_executions_only(socket) ||
        ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&group), sizeof group) != 0 ||
        !tell(socket, PROC_CN_MCAST_LISTEN)) {
        return io::failed("hear of processes");
    }
    return ProcessEvents{std::move(socket)};
}

// Older kernels would go on for nobody.
ProcessEvents::~ProcessEvents() {
    if (socket_) std::ignore = tell(socket_, PROC_CN_MCAST_IGNORE);
}

std::vector<pid_t> ProcessEvents::executed() {
    std::vector<pid_t> all;
    std::array<std::uint8_t, 256> message{};
    while (true) {
        sockaddr_nl sender{};
        socklen_t length = sizeof sender;
        const auto size =
            ::recvfrom(socket_.get(), message.data(), message.size(), 0, reinterpret_cast<sockaddr*>(&sender), &length);
        if (size < 0 && errno == ENOBUFS) continue;  // some are lost: who looks again finds them
        if (size < 0) return all;
        if (sender.nl_pid != 0) continue;
        const auto pid = process_event::executed(net::ByteView{message}.first(static_cast<std::size_t>(size)));
        if (pid) all.push_back(*pid);
    }
}

}  // namespace holdfast::probes
