// Who may command the daemon over its socket.
#pragma once

#include <optional>

#include <sys/types.h>

namespace holdfast::app {

// Root, our own user, and members of the group `holdfast`, by what the kernel says of the peer.
bool may_control(int socket);
// Who is at the other end.
std::optional<uid_t> caller(int socket);

}  // namespace holdfast::app
