#include "daemon/io/lifeline.hpp"

#include <cerrno>
#include <chrono>

#include <sys/socket.h>

#include "daemon/io/channel.hpp"
#include "daemon/io/parcel.hpp"

namespace holdfast::io {
namespace {

// Where the limit may not be passed, up to the limit.
void make_room(const Fd& socket) {
    constexpr int room = 4 << 20;
    if (::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room) == 0) return;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
}

}  // namespace

Result<std::pair<Fd, Fd>> make_lifeline() {
    auto ends = make_channel();
    if (!ends) return ends;
    make_room(ends->first);
    make_room(ends->second);
    return ends;
}

Result<void> await_first_word(const Fd& lifeline, const std::string& whose, net::Duration patience) {
    if (!await_parcel(lifeline, std::chrono::ceil<std::chrono::milliseconds>(patience)))
        return failed("wait for " + whose, ETIMEDOUT);
    if (!Inbox{}.receive(lifeline)) return failed("start " + whose, ECHILD);
    return {};
}

}  // namespace holdfast::io
