#include "daemon/guard/handover.hpp"

#include <array>
#include <chrono>
#include <utility>

#include <sys/socket.h>

#include "daemon/guard/guard.hpp"
#include "daemon/guard/wire.hpp"
#include "daemon/io/channel.hpp"
#include "daemon/io/name_holder.hpp"
#include "daemon/io/parcel.hpp"
#include "daemon/io/single.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::guard {
namespace {

constexpr std::chrono::seconds patience{2};  // for a process that has nothing else to do, on a machine that has
constexpr int strangers_a_turn = 4;          // who watches has more to do than to turn them away
// An empty list, which one of any version understands: that was all.
constexpr std::array no_more{std::to_underlying(Kind::leftovers)};

io::Fd make_socket() {
    return io::Fd{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

// Anybody may take an abstract name or connect to one.
bool is_trusted(const io::Fd& peer, std::optional<uid_t> besides = {}) {
    const std::optional<uid_t> user = user_of(peer);
    return user && io::is_ours(*user, besides);
}

// Until the guard has let go of its name and its watch. One of an older version does not say that this was all: it has
// told everything when it falls silent.
io::Result<Inheritance> hear_all(io::Fd guard) {
    Inheritance all;
    io::Inbox inbox;
    while (true) {
        if (!io::await_parcel(guard, patience)) {
            if (all.leftovers.empty()) return io::failed("take over from the former guard", ETIMEDOUT);
            break;
        }
        const auto message = inbox.receive(guard);
        if (!message) return all;
        if (kind_of(*message) != Kind::leftovers) continue;
        const auto leftovers = decode_leftovers(*message);
        if (!leftovers) return io::failed("understand the former guard", EPROTO);
        if (leftovers->empty()) break;
        all.leftovers.insert(all.leftovers.end(), leftovers->begin(), leftovers->end());
    }
    all.guard = std::move(guard);
    return all;
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
    return io::send_message(successor, no_more);
}

io::Result<Inheritance> take_over() {
    io::Fd guard = make_socket();
    const io::SocketAddress name = io::abstract_name(io::guard_name);
    if (!guard) return io::failed("look for a former guard");
    if (::connect(guard.get(), name.get(), name.length) != 0) {
        if (errno == ECONNREFUSED) return Inheritance{};
        return io::failed("reach the former guard");
    }
    if (!is_trusted(guard)) return io::failed("trust who calls itself the former guard", EPERM);
    return hear_all(std::move(guard));
}

io::Result<void> await_latch(const Inheritance& inheritance, std::chrono::milliseconds limit) {
    if (!inheritance.guard) return {};
    io::Inbox inbox;
    do {
        if (auto come = io::await_parcel(inheritance.guard, limit); !come) {
            return io::failed("wait for the former guard's latch", come.error().code);
        }
    } while (inbox.receive(inheritance.guard));
    return {};
}

}  // namespace holdfast::guard
