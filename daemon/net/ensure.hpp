// Assertions that stay on in release: a broken promise ends the process, and the guard then removes the addresses.
#pragma once

#include <source_location>

namespace holdfast::net {

// Aborts with `why` and the place when `condition` does not hold. For bugs only, never for input or the system.
void ensure(bool condition, const char* why, std::source_location where = std::source_location::current());

}  // namespace holdfast::net
