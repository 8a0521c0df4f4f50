#include "daemon/app/credentials.hpp"

#include <algorithm>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

#include <grp.h>

namespace holdfast::app {
namespace {

std::vector<gid_t> groups_of_peer(int socket) {
    socklen_t size = 0;
    ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, nullptr, &size);  // ERANGE tells the size
    std::vector<gid_t> groups(size / sizeof(gid_t));
    if (groups.empty() || ::getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) != 0) return {};
    return groups;
}

std::optional<ucred> credentials(int socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return peer;
}

}  // namespace

std::optional<uid_t> caller(int socket) {
    return credentials(socket).transform([](const ucred& peer) { return peer.uid; });
}

bool may_control(int socket) {
    const std::optional<ucred> peer = credentials(socket);
    if (!peer) return false;
    if (peer->uid == 0 || peer->uid == ::geteuid()) return true;
    const group* holdfast = ::getgrnam("holdfast");
    if (!holdfast) return false;
    return peer->gid == holdfast->gr_gid || std::ranges::count(groups_of_peer(socket), holdfast->gr_gid) > 0;
}

}  // namespace holdfast::app
