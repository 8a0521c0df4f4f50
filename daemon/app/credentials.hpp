// Who may command the daemon over its socket.
#pragma once

namespace holdfast::app {

// Root, our own user, and members of the group `holdfast`, by what the kernel says of the peer.
bool may_control(int socket);

}  // namespace holdfast::app
