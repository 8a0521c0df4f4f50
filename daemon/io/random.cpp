#include "daemon/io/random.hpp"

#include <sys/random.h>
#include <sys/types.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::io {

void fill_with_random(std::span<std::uint8_t> bytes) {
    const ssize_t filled = ::getrandom(bytes.data(), bytes.size(), 0);
    net::ensure(filled == static_cast<ssize_t>(bytes.size()), "the kernel gives up to 256 bytes, whole");
}

}  // namespace holdfast::io
