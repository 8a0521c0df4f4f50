// The engine's channel to a process of its own, the guard or a runner.
#pragma once

#include <string>
#include <utility>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::io {

// Two ends, with room for what is said to one who does not listen for a while.
Result<std::pair<Fd, Fd>> make_lifeline();

// Its first word, by which it is ready. Fails with ETIMEDOUT, and with ECHILD when it has ended instead.
Result<void> await_first_word(const Fd& lifeline, const std::string& whose, net::Duration patience);

}  // namespace holdfast::io
