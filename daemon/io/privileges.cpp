#include "daemon/io/privileges.hpp"

#include <array>
#include <cstdint>

#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <grp.h>
#include <pwd.h>

namespace holdfast::io {
namespace {

using Sets = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

constexpr std::uint32_t kept_capabilities = (1U << CAP_NET_ADMIN) | (1U << CAP_NET_RAW);

bool is_kept(unsigned long capability) {
    return capability == CAP_NET_ADMIN || capability == CAP_NET_RAW;
}

// Who may not change these, as a service that was started without root may not, has no_new_privs in their place.
void close_the_ways_back() {
    for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
        if (!is_kept(capability)) ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
    ::prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                                   SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                                   SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED);
}

bool become(const User& user) {
    return ::initgroups(user.name.c_str(), user.gid) == 0 && ::setresgid(user.gid, user.gid, user.gid) == 0 &&
           ::setresuid(user.uid, user.uid, user.uid) == 0;
}

bool set_capabilities(std::uint32_t which) {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    Sets sets{};
    sets[0] = {.effective = which, .permitted = which, .inheritable = 0};
    return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

}  // namespace

std::optional<User> find_user(const std::string& name) {
    const passwd* found = ::getpwnam(name.c_str());
    if (found == nullptr) return std::nullopt;
    return User{name, found->pw_uid, found->pw_gid};
}

std::optional<uid_t> uid_of(const std::string& name) {
    return find_user(name).transform([](const User& user) { return user.uid; });
}

bool has_net_capabilities() {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    Sets sets{};
    if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
    return (sets[0].effective & kept_capabilities) == kept_capabilities;
}

Result<void> keep_net_capabilities_only(const std::optional<User>& user) {
    ::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);  // over the change of user; before it is locked
    close_the_ways_back();
    if (user && ::geteuid() != user->uid && !become(*user)) return failed("become " + user->name);
    ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (!set_capabilities(kept_capabilities)) return failed("drop capabilities");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("forgo new privileges");
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return failed("forgo core files");  // and debuggers: it has keys
    return {};
}

}  // namespace holdfast::io
