// The only clock that decisions are made by. It counts suspension too (CLOCK_BOOTTIME), so that a paused machine
// knows that it is late.
#pragma once

#include "daemon/net/time.hpp"

namespace holdfast::io {

net::Instant now();
void sleep_until(net::Instant instant);

}  // namespace holdfast::io
