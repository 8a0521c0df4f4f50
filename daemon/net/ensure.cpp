#include "daemon/net/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace holdfast::net {

void ensure(bool condition, const char* why, std::source_location where) {
    if (condition) [[likely]]
        return;
    std::fprintf(stderr, "broken promise: %s (%s:%u)\n", why, where.file_name(), where.line());
    std::abort();
}

}  // namespace holdfast::net
