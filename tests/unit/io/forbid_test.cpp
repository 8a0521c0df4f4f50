// Each in a process of its own, which then ends: what is forgone is forgone for good.
#include "daemon/io/forbid.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "daemon/io/privileges.hpp"

namespace holdfast::io {
namespace {

// What `work` says in a process that has done `before`.
bool holds(const std::function<bool()>& before, const std::function<bool()>& work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(before() && work() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool as_engine() {
    return keep_net_capabilities_only(std::nullopt) && forbid_what_is_no_part_of(Duty::engine);
}
bool as_guard() {
    return forbid_what_is_no_part_of(Duty::guard).has_value();
}
bool refused(long result) {
    return result == -1 && errno == EPERM;
}
bool executes() {
    ::execl("/bin/true", "true", nullptr);
    return false;
}

TEST(Engine, CanExecuteNothing) {
    EXPECT_TRUE(holds(as_engine, [] { return !executes() && errno == EPERM; }));
}

TEST(Engine, CanExecuteNothingByAFileEither) {
    EXPECT_TRUE(
        holds(as_engine, [] { return refused(::syscall(SYS_execveat, -1, "/bin/true", nullptr, nullptr, 0)); }));
}

TEST(Engine, CanMakeNoProcess) {
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "the sanitizer looks for leaks in a process of its own";
#endif
    EXPECT_TRUE(holds(as_engine, [] { return refused(::fork()); }));
}

TEST(Engine, CanMakeThreads) {
    EXPECT_TRUE(holds(as_engine, [] {
        bool ran = false;
        std::thread{[&] { ran = true; }}.join();
        return ran;
    }));
}

TEST(Engine, CanLeaveNoNamespaceAndMountNothing) {
    EXPECT_TRUE(holds(as_engine, [] {
        return refused(::unshare(CLONE_NEWNS)) && refused(::mount("none", "/mnt", "tmpfs", 0, nullptr));
    }));
}

TEST(Engine, CanLoadNoProgramIntoTheKernel) {
    EXPECT_TRUE(holds(as_engine, [] {
        return refused(::syscall(SYS_bpf, 0, nullptr, 0)) && refused(::syscall(SYS_finit_module, -1, "", 0));
    }));
}

TEST(Engine, CanMakeNoSocketOfAFamilyThatItDoesNotUse) {
    EXPECT_TRUE(holds(as_engine, [] {
        const auto is_refused = [](int family) { return refused(::socket(family, SOCK_DGRAM, 0)); };
        std::array<int, 2> ends{};
        return std::ranges::all_of(std::array{AF_UNSPEC, AF_AX25, AF_APPLETALK, AF_KEY, AF_ALG, AF_VSOCK, AF_XDP},
                                   is_refused) &&
               refused(::socketpair(AF_TIPC, SOCK_STREAM, 0, ends.data()));
    }));
}

TEST(Engine, CanMakeTheSocketsThatItUses) {
    EXPECT_TRUE(holds(as_engine, [] {
        std::array<int, 2> ends{};
        return ::socket(AF_INET, SOCK_RAW, 112) >= 0 && ::socket(AF_INET6, SOCK_DGRAM, 0) >= 0 &&
               ::socket(AF_PACKET, SOCK_RAW, 0) >= 0 && ::socket(AF_NETLINK, SOCK_RAW, 0) >= 0 &&
               ::socket(AF_UNIX, SOCK_STREAM, 0) >= 0 && ::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()) == 0;
    }));
}

TEST(Engine, CanMakeTruncateAndRemoveNoFile) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the sanitizer writes reports";
#endif
    const std::string folder = testing::TempDir();
    const std::string name = folder + "holdfast-forbidden";
    EXPECT_TRUE(holds(as_engine, [&] {
        return refused(::open(name.c_str(), O_WRONLY | O_CREAT, 0600)) && refused(::creat(name.c_str(), 0600)) &&
               refused(::syscall(SYS_open, name.c_str(), O_RDWR | O_CREAT, 0600)) &&
               refused(::open(folder.c_str(), O_TMPFILE | O_RDWR, 0600)) &&
               refused(::open("/dev/null", O_WRONLY | O_TRUNC)) && refused(::truncate("/dev/null", 0)) &&
               refused(::mkdir(name.c_str(), 0700)) && refused(::unlink(name.c_str()));
    }));
}

TEST(Engine, CanReadAndWriteWhatIsThere) {
    EXPECT_TRUE(holds(as_engine, [] {
        return ::open("/dev/null", O_WRONLY | O_CLOEXEC) >= 0 &&
               ::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0;
    }));
}

TEST(Engine, CanGiveUpFurtherCapabilities) {
    EXPECT_TRUE(holds(as_engine, [] {
        __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
        __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3]{};
        return ::syscall(SYS_capset, &header, none) == 0 && !has_net_capabilities();
    }));
}

TEST(Engine, KeepsTheTwoCapabilitiesOfNetworksAndNoOther) {
    EXPECT_TRUE(holds(as_engine, [] {
        return has_net_capabilities() && ::prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN, 0, 0, 0) == 0 &&
               ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
    }));
}

TEST(Engine, IsTheUserItIsToldToBe) {
    const auto as_nobody = [] { return keep_net_capabilities_only(find_user("nobody")).has_value(); };
    EXPECT_TRUE(holds(as_nobody, [] { return ::getuid() != 0 && has_net_capabilities() && ::setuid(0) != 0; }));
}

TEST(Guard, CanExecute) {
    EXPECT_TRUE(holds(as_guard, executes));
}

TEST(Guard, CanTraceNobody) {
#if defined(__SANITIZE_ADDRESS__)
    GTEST_SKIP() << "the sanitizer traces";
#endif
    EXPECT_TRUE(holds(as_guard, [] { return refused(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }));
}

TEST(Guard, CanReadNoOthersMemory) {
    EXPECT_TRUE(holds(as_guard,
                      [] { return refused(::syscall(SYS_process_vm_readv, ::getpid(), nullptr, 0, nullptr, 0, 0)); }));
}

#if defined(__x86_64__)
// As a program of 32 bits calls, which may be a fence's script or a check.
long call_of_32_bits(int number, long first = 0) {
    long result = 0;
    asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(0), "d"(0), "S"(0) : "memory");
    return result;
}

bool has_a_pid_of_32_bits() {
    constexpr int getpid_of_32_bits = 20;
    return call_of_32_bits(getpid_of_32_bits) == ::getpid();
}

TEST(Guard, LetsProgramsOf32BitsRun) {
    if (!holds([] { return true; }, has_a_pid_of_32_bits)) GTEST_SKIP() << "this kernel runs none";
    EXPECT_TRUE(holds(as_guard, has_a_pid_of_32_bits));
}

TEST(Guard, LetsThemDoNothingMore) {
    if (!holds([] { return true; }, has_a_pid_of_32_bits)) GTEST_SKIP() << "this kernel runs none";
    constexpr int settimeofday_of_32_bits = 79;
    constexpr int clock_settime64_of_32_bits = 404;
    constexpr long no_clock = -1;
    EXPECT_TRUE(holds(as_guard, [] {
        return call_of_32_bits(settimeofday_of_32_bits) == -EPERM &&
               call_of_32_bits(clock_settime64_of_32_bits, no_clock) == -EPERM;
    }));
}

// Documented, and no accident: it executes nothing that could call so.
TEST(Engine, EndsByACallOf32Bits) {
    if (!holds([] { return true; }, has_a_pid_of_32_bits)) GTEST_SKIP() << "this kernel runs none";
    EXPECT_FALSE(holds(as_engine, has_a_pid_of_32_bits));
}
#endif

TEST(Users, ThatDoNotExistAreNotFound) {
    EXPECT_FALSE(find_user("holdfast-nobody-of-that-name"));
}

}  // namespace
}  // namespace holdfast::io
