// What a process may do, and how it gives up what it need not.
#pragma once

#include <optional>
#include <string>

#include <sys/types.h>

#include "daemon/io/error.hpp"

namespace holdfast::io {

struct User {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
};

// None: there is no user of this name.
std::optional<User> find_user(const std::string& name);
std::optional<uid_t> uid_of(const std::string& name);

// CAP_NET_ADMIN and CAP_NET_RAW, now.
bool has_net_capabilities();

// The calling thread, and what it starts from now on, keeps CAP_NET_ADMIN and CAP_NET_RAW and no other capability, and
// becomes `user` if there is one; for good: no capability comes back by executing anything. So before other threads.
Result<void> keep_net_capabilities_only(const std::optional<User>& user);

}  // namespace holdfast::io
