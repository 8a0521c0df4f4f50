// Abstract socket names have no permissions: whoever comes first holds one. Who did is asked of the kernel, and not by
// connecting, since a guard takes whoever connects for its successor.
#pragma once

#include <optional>
#include <string_view>

#include <sys/types.h>

#include "daemon/io/error.hpp"

namespace holdfast::io {

// Root, this process's own user, and `besides`.
bool is_ours(uid_t user, std::optional<uid_t> besides = {});

enum class Holder { nobody, ours, stranger };
// Who bound the name in this network namespace.
Result<Holder> holder_of(std::string_view name, std::optional<uid_t> besides = {});

}  // namespace holdfast::io
