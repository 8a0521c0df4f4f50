#include "daemon/io/forbid.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <span>

#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>

#include <seccomp.h>

namespace holdfast::io {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool leaks_are_sought = true;  // at the end, by a process of the sanitizer's own that traces this one
#else
constexpr bool leaks_are_sought = false;
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool reports_are_written = true;  // into files of the sanitizer's own
#else
constexpr bool reports_are_written = false;
#endif

struct Release {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

constexpr int for_tracing[] = {SCMP_SYS(ptrace)};

constexpr int for_nobody[] = {
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(lookup_dcookie),
    SCMP_SYS(iopl),
    SCMP_SYS(ioperm),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(pivot_root),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(stime),
    SCMP_SYS(clock_settime64),
    SCMP_SYS(clock_adjtime64),
};

constexpr int for_processes[] = {SCMP_SYS(fork), SCMP_SYS(vfork)};

constexpr int denied_to_the_engine[] = {
    SCMP_SYS(execve),        SCMP_SYS(execveat), SCMP_SYS(personality), SCMP_SYS(add_key),
    SCMP_SYS(request_key),   SCMP_SYS(keyctl),   SCMP_SYS(setns),       SCMP_SYS(unshare),
    SCMP_SYS(mount),         SCMP_SYS(umount2),  SCMP_SYS(move_mount),  SCMP_SYS(open_tree),
    SCMP_SYS(mount_setattr), SCMP_SYS(fsopen),   SCMP_SYS(fsconfig),    SCMP_SYS(fsmount),
    SCMP_SYS(fspick),        SCMP_SYS(chroot),   SCMP_SYS(init_module), SCMP_SYS(finit_module),
    SCMP_SYS(delete_module), SCMP_SYS(reboot),   SCMP_SYS(sethostname), SCMP_SYS(setdomainname),
    SCMP_SYS(syslog),        SCMP_SYS(vhangup),  SCMP_SYS(setuid),      SCMP_SYS(setgid),
    SCMP_SYS(setreuid),      SCMP_SYS(setregid), SCMP_SYS(setresuid),   SCMP_SYS(setresgid),
    SCMP_SYS(setgroups),     SCMP_SYS(setfsuid), SCMP_SYS(setfsgid),    SCMP_SYS(mknod),
    SCMP_SYS(mknodat),       SCMP_SYS(link),     SCMP_SYS(linkat),      SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),     SCMP_SYS(rename),   SCMP_SYS(renameat),    SCMP_SYS(renameat2),
    SCMP_SYS(chmod),         SCMP_SYS(fchmod),   SCMP_SYS(fchmodat),    SCMP_SYS(chown),
    SCMP_SYS(fchown),        SCMP_SYS(lchown),   SCMP_SYS(fchownat),
};

constexpr int for_files[] = {SCMP_SYS(creat), SCMP_SYS(truncate), SCMP_SYS(mkdir),   SCMP_SYS(mkdirat),
                             SCMP_SYS(rmdir), SCMP_SYS(unlink),   SCMP_SYS(unlinkat)};

// Those that this machine does not have are no failure.
bool deny(const Filter& filter, int call, std::span<const scmp_arg_cmp> where = {}) {
    const auto count = static_cast<unsigned>(where.size());
    const int failure = seccomp_rule_add_array(filter.get(), SCMP_ACT_ERRNO(EPERM), call, count, where.data());
    return failure == 0 || failure == -EDOM;
}
bool deny(const Filter& filter, std::span<const int> calls) {
    return std::ranges::all_of(calls, [&](int call) { return deny(filter, call); });
}

// Others load what no host here has use for, and what few have looked at.
bool deny_socket_families(const Filter& filter) {
    constexpr std::array used{AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET};  // ascending
    bool made = true;
    for (int family = 0; family < used.back(); ++family) {
        if (std::ranges::binary_search(used, family)) continue;
        const scmp_arg_cmp one{0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(family), 0};
        made = made && deny(filter, SCMP_SYS(socket), {&one, 1});
    }
    const scmp_arg_cmp later{0, SCMP_CMP_GT, used.back(), 0};
    const scmp_arg_cmp no_channel{0, SCMP_CMP_NE, AF_UNIX, 0};
    return made && deny(filter, SCMP_SYS(socket), {&later, 1}) && deny(filter, SCMP_SYS(socketpair), {&no_channel, 1});
}

// What is there may be written where its owner lets it: settings of interfaces.
bool deny_new_files(const Filter& filter) {
    bool made = deny(filter, for_files);
    constexpr std::array<scmp_datum_t, 3> flags{O_CREAT, O_TRUNC, O_TMPFILE & ~O_DIRECTORY};
    for (const scmp_datum_t flag : flags) {
        const scmp_arg_cmp of_open{1, SCMP_CMP_MASKED_EQ, flag, flag};
        const scmp_arg_cmp of_openat{2, SCMP_CMP_MASKED_EQ, flag, flag};
        made = made && deny(filter, SCMP_SYS(open), {&of_open, 1}) && deny(filter, SCMP_SYS(openat), {&of_openat, 1});
    }
    return made;
}

// Threads, but no processes.
bool deny_processes(const Filter& filter) {
    constexpr scmp_arg_cmp no_thread{0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0};  // SCMP_A0 is C alone
    return deny(filter, for_processes) && deny(filter, SCMP_SYS(clone), {&no_thread, 1});
}

Filter make_filter(bool logged) {
    Filter filter{seccomp_init(SCMP_ACT_ALLOW)};
    if (!filter) return nullptr;
    // no_new_privs is the caller's to decide: a fence script may need more than the guard.
    seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_NNP, 0);
    seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_LOG, logged ? 1 : 0);
    return filter;
}

bool add(const Filter& filter, std::uint32_t architecture) {
    return seccomp_arch_add(filter.get(), architecture) == 0;
}

// A fence's script or a check may be one. Its calls have numbers of their own, and by numbers that a filter does not
// know the kernel kills. Before any rule, each of which then holds for them, too.
bool know_programs_of_32_bits(const Filter& filter) {
    switch (seccomp_arch_native()) {
        case SCMP_ARCH_X86_64:
            return add(filter, SCMP_ARCH_X86) && add(filter, SCMP_ARCH_X32);
        case SCMP_ARCH_AARCH64:
            return add(filter, SCMP_ARCH_ARM);
        default:
            return true;
    }
}

Result<void> load(const Filter& filter) {
    const int failure = seccomp_load(filter.get());
    if (failure != 0) return failed("forgo system calls", -failure);
    return {};
}

// Their flags are out of a filter's sight. glibc then makes its threads by clone(), and opens by openat() anyway.
Result<void> hide_what_hides_its_flags() {
    const Filter filter = make_filter(false);  // each thread would be a line in the log
    bool made = filter != nullptr;
    for (const int call : {SCMP_SYS(clone3), SCMP_SYS(openat2)}) {
        made = made && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), call, 0) == 0;
    }
    if (!made) return failed("forgo clone3", EINVAL);
    return load(filter);
}

}  // namespace

Result<void> forbid_what_is_no_part_of(Duty duty) {
    const Filter filter = make_filter(true);
    bool made = filter != nullptr;
    if (duty == Duty::guard) made = made && know_programs_of_32_bits(filter);
    made = made && deny(filter, for_nobody);
    if (!leaks_are_sought) made = made && deny(filter, for_tracing);
    if (duty == Duty::engine) {
        made = made && deny(filter, denied_to_the_engine) && deny_socket_families(filter);
        if (!reports_are_written) made = made && deny_new_files(filter);
        if (!leaks_are_sought) made = made && deny_processes(filter);
    }
    if (!made) return failed("forgo system calls", EINVAL);
    if (duty == Duty::engine && !leaks_are_sought) {
        if (Result<void> hidden = hide_what_hides_its_flags(); !hidden) return hidden;
    }
    return load(filter);
}

}  // namespace holdfast::io
