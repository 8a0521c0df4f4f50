// The client against a real Unix socket, with a server that answers once.
#include "daemon/cli/client.hpp"

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/fd.hpp"
#include "tests/unit/folder.hpp"

namespace holdfast::cli {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class Client : public testing::Test {
protected:
    void SetUp() override {
        listener_.reset(socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        ASSERT_EQ(bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ASSERT_EQ(listen(listener_.get(), 1), 0);
    }
    void TearDown() override {
        if (server_.joinable()) server_.join();
    }

    // Reads one line and sends `answer`, then closes.
    void serve(std::string answer) {
        server_ = std::thread{[this, answer = std::move(answer)] {
            const io::Fd peer{accept(listener_.get(), nullptr, nullptr)};
            for (char c = 0; c != '\n' && read(peer.get(), &c, 1) == 1;) request += c;
            for (std::size_t sent = 0; sent < answer.size();) {
                const ssize_t count = write(peer.get(), answer.data() + sent, answer.size() - sent);
                if (count <= 0) return;
                sent += static_cast<std::size_t>(count);
            }
        }};
    }
    void join() { server_.join(); }

    test::Folder folder;
    const std::string path = folder.file("control.sock");
    std::string request;

private:
    io::Fd listener_;
    std::thread server_;
};

TEST_F(Client, SendsOneLineAndReadsOne) {
    serve("{\"ok\":true,\"result\":{\"node\":\"lb1\"}}\n");
    const auto result = ask(path, {{"verb", "status"}});
    join();
    ASSERT_TRUE(result);
    EXPECT_EQ(*result, (Json{{"node", "lb1"}}));
    EXPECT_EQ(request, "{\"verb\":\"status\"}\n");
}

TEST_F(Client, ReadsAnAnswerOfManyMegabytes) {
    const std::string large(8 << 20, 'x');
    serve("{\"ok\":true,\"result\":\"" + large + "\"}\n");
    const auto result = ask(path, {{"verb", "status"}});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->get<std::string>(), large);
}

TEST_F(Client, TellsWhatTheDaemonRefused) {
    serve(R"({"ok":false,"error":"permission denied","hint":"ask root","code":1})");
    const auto result = ask(path, {{"verb", "reload"}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Exit::failed);
    EXPECT_EQ(result.error().error, "permission denied");
    EXPECT_EQ(result.error().hint, "ask root");
}

TEST_F(Client, KnowsAWrongConfigurationByItsCode) {
    serve(R"({"ok":false,"error":"a\nb\n","code":4})");
    const auto result = ask(path, {{"verb", "reload"}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Exit::invalid_configuration);
    EXPECT_EQ(result.error().error, "a\nb\n");
}

TEST_F(Client, GivesUpOnADaemonThatDoesNotAnswer) {
    const auto result = ask(path, {{"verb", "status"}}, 1ms);  // it listens, and nobody accepts
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Exit::unreachable);
    EXPECT_THAT(result.error().error, HasSubstr("does not answer"));
}

TEST_F(Client, TakesAClosedConnectionForNoDaemon) {
    serve("");
    const auto result = ask(path, {{"verb", "status"}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Exit::unreachable);
}

TEST(NoDaemon, IsToldWithItsSocketAndAHint) {
    const auto result = ask("/no/such/socket", {{"verb", "status"}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Exit::unreachable);
    EXPECT_EQ(result.error().error, "cannot reach holdfastd at /no/such/socket: No such file or directory");
    EXPECT_THAT(result.error().hint, HasSubstr("is holdfastd running?"));
}

TEST(NoDaemon, IsAtAPathThatNoSocketCanHave) {
    const auto result = ask(std::string(200, 'x'), {{"verb", "status"}});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Exit::unreachable);
}

class Nonsense : public testing::TestWithParam<const char*> {};

TEST_P(Nonsense, IsNoAnswer) {
    const auto result = read_answer(GetParam());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Exit::failed);
}

INSTANTIATE_TEST_SUITE_P(Each, Nonsense,
                         testing::Values("hello", "null", "[]", "{}", R"({"ok":1})", R"({"ok":true)", R"({"ok":false})",
                                         R"({"ok":false,"error":7,"code":"4"})"));

}  // namespace
}  // namespace holdfast::cli
