// Checks by TCP, HTTP and TLS of a real server on the loopback.
#include "daemon/probes/web.hpp"

#include <cstdio>

#include <sys/socket.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/sockaddr.hpp"
#include "tests/unit/mailbox.hpp"

namespace holdfast::probes {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

// Serves as long as it lives.
class Server {
public:
    explicit Server(const test::Folder& folder, const std::string& arguments = "") {
        const test::Mailbox port{folder, "port" + std::to_string(++count_)};
        const std::string command =
            "exec python3 " HOLDFAST_SOURCE_DIR "/tests/unit/probes/server.py " + arguments + " > " + port.path();
        input_ = ::popen(command.c_str(), "w");
        port_ = std::stoi("0" + port.read());
        EXPECT_GT(port_, 0) << "no server";
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() { ::pclose(input_); }
    std::uint16_t port() const { return static_cast<std::uint16_t>(port_); }
    std::string url(const std::string& path, const std::string& host = "127.0.0.1", bool is_tls = false) const {
        return std::string{is_tls ? "https" : "http"} + "://" + host + ":" + std::to_string(port_) + path;
    }

private:
    static inline int count_ = 0;
    FILE* input_ = nullptr;
    int port_ = 0;
};

// As the loop of the checks does it.
class AServer : public testing::Test {
protected:
    checks::Outcome ask(const checks::Kind& kind, net::Duration time_limit = 5s) {
        const net::Instant now = io::now();
        const checks::RunId run = ++last_;
        web.start(
            {.run = run, .check = {.name = "server", .kind = kind, .timeout = time_limit}, .until = now + time_limit},
            now);
        Results results;
        std::vector<pollfd> sources;
        while (results.ended.empty() && io::now() < now + time_limit + 3s) {
            web.advance(sources, io::now(), results);
            sources.clear();
            web.poll_on(sources);
            int patience = 3000;
            if (const auto due = web.deadline()) {
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due - io::now());
                patience = std::max(0, static_cast<int>(left.count()));
            }
            if (results.ended.empty()) ::poll(sources.data(), sources.size(), patience);
        }
        if (results.ended.empty()) return failure("it never ends");
        EXPECT_EQ(results.ended.size(), 1U);
        EXPECT_EQ(results.ended[0].run, run);
        return results.ended[0].outcome;
    }
    static checks::HttpCheck http(const std::string& url) { return {.url = url}; }
    Web web;
    test::Folder folder;

private:
    checks::RunId last_ = 0;
};

class Http : public AServer {
protected:
    Server server{folder};
};

TEST_F(Http, IsUpWithStatus200) {
    const auto outcome = ask(http(server.url("/ok")));
    EXPECT_TRUE(outcome.ok);
    EXPECT_EQ(outcome.reason, "status 200");
    EXPECT_EQ(outcome.output, "all is well");
}

TEST_F(Http, IsDownWithAnotherStatus) {
    const auto outcome = ask(http(server.url("/status/503")));
    EXPECT_FALSE(outcome.ok);
    EXPECT_EQ(outcome.reason, "status 503, expected 200-299");
}

TEST_F(Http, MayExpectOtherStatuses) {
    auto wanted = http(server.url("/status/404"));
    wanted.status = {{200, 299}, {404, 404}};
    EXPECT_TRUE(ask(wanted).ok);
    wanted.url = server.url("/status/405");
    EXPECT_EQ(ask(wanted).reason, "status 405, expected 200-299,404");
}

TEST_F(Http, FollowsNoRedirect) {
    EXPECT_EQ(ask(http(server.url("/status/302"))).reason, "status 302, expected 200-299");
    auto wanted = http(server.url("/status/302"));
    wanted.status = {{302, 302}};
    EXPECT_TRUE(ask(wanted).ok);
}

TEST_F(Http, FindsTheExpectedText) {
    auto wanted = http(server.url("/ok"));
    wanted.body = "is well";
    EXPECT_TRUE(ask(wanted).ok);
    wanted.body = "is ill";
    const auto outcome = ask(wanted);
    EXPECT_FALSE(outcome.ok);
    EXPECT_EQ(outcome.reason, "status 200, without the expected text");
}

TEST_F(Http, SendsTheHostThatIsWanted) {
    auto wanted = http(server.url("/host"));
    wanted.host_header = "www.example.com";
    EXPECT_EQ(ask(wanted).output, "www.example.com");
}

TEST_F(Http, ShowsBytesThatDoNotPrint) {
    EXPECT_EQ(ask(http(server.url("/bytes"))).output, "\\xff\\x01 text");
}

TEST_F(Http, DoesNotWaitForTheEndOfAFlood) {
    const auto outcome = ask(http(server.url("/flood")));
    EXPECT_TRUE(outcome.ok) << outcome.reason;
    EXPECT_EQ(outcome.output.size(), 4096U);
}

TEST_F(Http, EndsByItselfJustBeforeItsTimeIsUp) {
    const net::Instant before = io::now();
    const auto outcome = ask(http(server.url("/slow")), 300ms);
    EXPECT_FALSE(outcome.ok);
    EXPECT_TRUE(outcome.timed_out);
    EXPECT_EQ(outcome.reason, "no answer within 0.3 s");
    EXPECT_LT(io::now() - before, 1s);
}

TEST_F(Http, ConnectsAnewEachTime) {
    ask(http(server.url("/ok")));
    ask(http(server.url("/ok")));
    EXPECT_EQ(ask(http(server.url("/count"))).output, "3");
}

TEST_F(Http, TakesNoProxyFromTheEnvironment) {
    ::setenv("http_proxy", "http://127.0.0.1:1", 1);
    EXPECT_TRUE(ask(http(server.url("/ok"))).ok);
    ::unsetenv("http_proxy");
}

TEST_F(Http, IsAskedByNameToo) {
    EXPECT_TRUE(ask(http(server.url("/ok", "localhost"))).ok);
}

TEST_F(Http, IsDownWhereTheNameIsNobodys) {
    EXPECT_THAT(ask(http("http://nobody.invalid/")).reason, StartsWith("Could not resolve host"));
}

TEST_F(Http, IsDownWhereSomethingElseAnswers) {
    EXPECT_FALSE(ask(http(server.url("/ok", "127.0.0.1", true))).ok);
}

TEST_F(Http, ReadsNoFilesAndSpeaksNoOtherProtocol) {
    EXPECT_FALSE(ask(http("file:///etc/hostname")).ok);
    EXPECT_FALSE(ask(http("ftp://127.0.0.1/")).ok);
}

TEST_F(Http, IsKilledInTheMiddle) {
    const net::Instant now = io::now();
    web.start(
        {.run = 9, .check = {.name = "server", .kind = http(server.url("/slow")), .timeout = 5s}, .until = now + 5s},
        now);
    web.kill(9, now);
    Results results;
    web.advance({}, now, results);
    ASSERT_EQ(results.ended.size(), 1U);
    EXPECT_FALSE(results.ended[0].outcome.ok);
    EXPECT_TRUE(ask(http(server.url("/ok"))).ok);
}

TEST_F(AServer, OfIpv6IsAskedToo) {
    const Server server{folder, "-6"};
    EXPECT_TRUE(ask(http(server.url("/ok", "[::1]"))).ok);
    EXPECT_TRUE(ask(checks::TcpCheck{"::1", server.port()}).ok);
}

TEST_F(Http, AcceptsAConnection) {
    const auto outcome = ask(checks::TcpCheck{"127.0.0.1", server.port()});
    EXPECT_TRUE(outcome.ok);
    EXPECT_EQ(outcome.reason, "connected");
    EXPECT_TRUE(ask(checks::TcpCheck{"localhost", server.port()}).ok);
}

TEST_F(AServer, ThatIsNotThereRefuses) {
    const auto outcome = ask(checks::TcpCheck{"127.0.0.1", 1});
    EXPECT_FALSE(outcome.ok);
    EXPECT_EQ(outcome.reason, "connection refused");
    EXPECT_EQ(ask(http("http://127.0.0.1:1/")).reason, "connection refused");
}

// Listens, and its queue is full: further connections get no answer.
TEST_F(AServer, ThatDoesNotAcceptIsDown) {
    const io::Fd listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    io::SocketAddress address = io::socket_address(net::IpAddress::v4(127, 0, 0, 1), std::uint16_t{0});
    ASSERT_EQ(::bind(listener.get(), address.get(), address.length), 0);
    ASSERT_EQ(::listen(listener.get(), 0), 0);
    ASSERT_EQ(::getsockname(listener.get(), address.get(), &address.length), 0);
    std::vector<io::Fd> others;
    for (int i = 0; i < 3; ++i) {
        others.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        static_cast<void>(::connect(others.back().get(), address.get(), address.length));
    }
    const std::uint16_t port = io::port_of(address.storage);
    const auto outcome = ask(checks::TcpCheck{"127.0.0.1", port}, 300ms);
    EXPECT_FALSE(outcome.ok);
    EXPECT_TRUE(outcome.timed_out);
    EXPECT_EQ(outcome.reason, "no answer within 0.3 s");
}

class Tls : public AServer {
protected:
    void SetUp() override {
        const std::string make = "cd " + folder.path().string() +
                                 "; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                                 "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key -out "
                                 "certificate > /dev/null 2>&1";
        ASSERT_EQ(std::system(make.c_str()), 0);
        server.emplace(folder, folder.file("certificate") + " " + folder.file("key"));
    }
    checks::HttpCheck https(const std::string& host = "localhost") const {
        return {.url = server->url("/ok", host, true), .ca_file = folder.file("certificate")};
    }
    std::optional<Server> server;
};

TEST_F(Tls, IsUpWithACertificateThatIsTrusted) {
    const auto outcome = ask(https());
    EXPECT_TRUE(outcome.ok) << outcome.reason;
}

TEST_F(Tls, IsDownWithACertificateThatNobodyKnows) {
    auto wanted = https();
    wanted.ca_file = "";
    EXPECT_THAT(ask(wanted).reason, HasSubstr("self-signed certificate"));
}

TEST_F(Tls, IsDownWithACertificateOfAnotherName) {
    EXPECT_THAT(ask(https("127.0.0.1")).reason, HasSubstr("127.0.0.1"));
    EXPECT_FALSE(ask(https("127.0.0.1")).ok);
}

TEST_F(Tls, IsNotVerifiedWhereThatIsNotWanted) {
    auto wanted = https("127.0.0.1");
    wanted.ca_file = "";
    wanted.verify = false;
    EXPECT_TRUE(ask(wanted).ok);
}

TEST_F(Tls, IsDownWithoutAFileOfAuthorities) {
    auto wanted = https();
    wanted.ca_file = "/nowhere";
    EXPECT_THAT(ask(wanted).reason, HasSubstr("/nowhere"));
}

TEST_F(Tls, IsVerifiedAnewEachTime) {
    EXPECT_TRUE(ask(https()).ok);
    auto wanted = https();
    wanted.ca_file = "";
    EXPECT_FALSE(ask(wanted).ok);
    EXPECT_TRUE(ask(https()).ok);
}

}  // namespace
}  // namespace holdfast::probes
