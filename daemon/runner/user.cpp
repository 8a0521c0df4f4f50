#include "daemon/runner/user.hpp"

#include <algorithm>

#include <unistd.h>

#include <grp.h>
#include <pwd.h>

namespace holdfast::runner {

bool User::is_in(gid_t group) const {
    return group == gid || std::ranges::find(groups, group) != groups.end();
}

std::optional<User> find_user(const std::string& name) {
    const passwd* found = ::getpwnam(name.empty() ? "root" : name.c_str());
    if (found == nullptr) return std::nullopt;
    User user{.name = found->pw_name, .uid = found->pw_uid, .gid = found->pw_gid};
    int count = 64;
    user.groups.resize(static_cast<std::size_t>(count));
    if (::getgrouplist(user.name.c_str(), user.gid, user.groups.data(), &count) < 0) {
        user.groups.resize(static_cast<std::size_t>(count));
        ::getgrouplist(user.name.c_str(), user.gid, user.groups.data(), &count);
    }
    user.groups.resize(static_cast<std::size_t>(count));
    return user;
}

}  // namespace holdfast::runner
