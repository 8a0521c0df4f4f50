#include "daemon/guard/handover.hpp"

#include <chrono>

#include <poll.h>
#include <sys/socket.h>

#include "daemon/guard/guard.hpp"
#include "daemon/guard/wire.hpp"
#include "daemon/io/channel.hpp"
#include "daemon/io/name_holder.hpp"
#include "daemon/io/single.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::guard {
namespace {

constexpr std::chrono::milliseconds patience{500};  // for a process that has nothing else to do
constexpr int strangers_a_turn = 4;                 // who watches has more to do than to turn them away

io::Fd make_socket() {
    return io::Fd{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

// Anybody may take an abstract name or connect to one.
bool is_trusted(const io::Fd& peer, std::optional<uid_t> besides = {}) {
    const std::optional<uid_t> user = user_of(peer);
    return user && io::is_ours(*user, besides);
}

bool wait_readable(const io::Fd& fd) {
    pollfd waiting{.fd = fd.get(), .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
}

// Until the guard has let go of its name and its watch, and has written its latch; one whose disk hangs has told all
// else.
io::Result<std::vector<Leftover>> hear_all(const io::Fd& guard) {
    std::vector<Leftover> all;
    io::Inbox inbox;
    while (true) {
        if (!wait_readable(guard)) {
            if (!all.empty()) return all;
            return io::failed("take over from the former guard", ETIMEDOUT);
        }
        const auto message = inbox.receive(guard);
        if (!message) return all;
        const auto leftovers = decode_leftovers(*message);
        if (!leftovers) return io::failed("understand the former guard", EPROTO);
        all.insert(all.end(), leftovers->begin(), leftovers->end());
    }
}

}  // namespace

std::optional<uid_t> user_of(const io::Fd& peer) {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(peer.get(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return std::nullopt;
    return who.uid;
}

io::Result<io::Fd> listen_for_successor() {
    io::Fd listener = make_socket();
    constexpr int backlog = 4;
    if (!listener || !io::bind_to(listener.get(), io::abstract_name(io::guard_name)) ||
        ::listen(listener.get(), backlog) != 0) {
        return io::failed("listen for a successor");
    }
    return listener;
}

io::Fd accept_successor(const io::Fd& listener, std::optional<uid_t> engine) {
    for (int strangers = 0; strangers < strangers_a_turn; ++strangers) {
        io::Fd successor{::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
        if (!successor || is_trusted(successor, engine)) return successor;
    }
    return {};
}

bool hand_over(const io::Fd& successor, std::span<const Leftover> leftovers) {
    for (const net::Bytes& message : encode(leftovers)) {
        if (!io::send_message(successor, message)) return false;
    }
    return true;
}

io::Result<std::vector<Leftover>> take_over() {
    const io::Fd guard = make_socket();
    const io::SocketAddress name = io::abstract_name(io::guard_name);
    if (!guard) return io::failed("look for a former guard");
    if (::connect(guard.get(), name.get(), name.length) != 0) {
        if (errno == ECONNREFUSED) return std::vector<Leftover>{};
        return io::failed("reach the former guard");
    }
    if (!is_trusted(guard)) return io::failed("trust who calls itself the former guard", EPERM);
    return hear_all(guard);
}

}  // namespace holdfast::guard
