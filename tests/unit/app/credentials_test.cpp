// Who may command the daemon, by the kernel's word about the other end of a real socket.

#include "daemon/app/credentials.hpp"

#include <array>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <grp.h>
#include <gtest/gtest.h>

namespace holdfast::app {
namespace {

constexpr uid_t nobody = 65534;

// What may_control says, in a process that serves as `server`, of a socket whose other end was made as `client`.
bool may_control_as(uid_t client, uid_t server) {
    const pid_t child = ::fork();
    if (child == 0) {
        std::array<int, 2> ends{};
        if (::setgroups(0, nullptr) != 0 || ::setegid(client) != 0 || ::seteuid(client) != 0) ::_exit(2);
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) ::_exit(3);
        if (::seteuid(0) != 0 || ::seteuid(server) != 0) ::_exit(4);
        ::_exit(may_control(ends[0]) ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) <= 1) << "the test needs root";
    return WEXITSTATUS(status) == 0;
}

TEST(Credentials, LetRootCommand) {
    EXPECT_TRUE(may_control_as(0, 0));
}

TEST(Credentials, LetTheDaemonsOwnUserCommand) {
    EXPECT_TRUE(may_control_as(nobody, nobody));
}

TEST(Credentials, RefuseAnyoneElse) {
    EXPECT_FALSE(may_control_as(nobody, 0));
}

TEST(Credentials, RefuseWhatIsNoSocket) {
    EXPECT_FALSE(may_control(-1));
}

}  // namespace
}  // namespace holdfast::app
