// How the guard of a dead engine passes what is left to the next daemon: it listens on a name of its network namespace,
// answers with the list, and ends the conversation when its latch is written. The asking side is take_over() and
// await_latch() in guard.hpp.
#pragma once

#include <optional>
#include <span>

#include <sys/types.h>

#include "daemon/guard/leftover.hpp"
#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::guard {

// Fails with EADDRINUSE while another guard lives here. Whoever connects waits until it is answered.
io::Result<io::Fd> listen_for_successor();

// Who made the other end.
std::optional<uid_t> user_of(const io::Fd& peer);

// The successor that waits, if one does and it may ask: root, our own user or `engine`. Never blocks, and turns away a
// few strangers at a time: where none is returned, more may wait.
io::Fd accept_successor(const io::Fd& listener, std::optional<uid_t> engine);

// False when it did not get all of it.
bool hand_over(const io::Fd& successor, std::span<const Leftover> leftovers);

}  // namespace holdfast::guard
