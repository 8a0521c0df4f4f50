// As whom a command runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace holdfast::runner {

struct User {
    std::string name = "root";
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups{};  // his own among them
    bool is_in(gid_t group) const;
};

// None: there is no user of this name. "": root. Asks the host's user database, which may take its time.
std::optional<User> find_user(const std::string& name);

}  // namespace holdfast::runner
