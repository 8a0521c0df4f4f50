// To wait for a descriptor, and no longer than a test has patience.
#pragma once

#include <chrono>

#include <poll.h>

namespace holdfast::test {

inline bool readable(int fd, std::chrono::milliseconds patience = std::chrono::seconds{5}) {
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
}

}  // namespace holdfast::test
