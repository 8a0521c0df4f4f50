// The real server on loopback: what the library does with requests, threads and failures.
#include "metrics/server.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <list>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <sched.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client.hpp"
#include "example.hpp"
#include "metrics/process_families.hpp"
#include "reading.hpp"

namespace holdfast::metrics {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

struct Running : testing::Test {
    Example example;
    std::unique_ptr<Server> server = start([this] { return example.snapshot(); });

    static std::unique_ptr<Server> start(SnapshotSource source) {
        auto started = Server::start("127.0.0.1", 0, std::move(source));
        if (!started) throw std::runtime_error{started.error()};
        return std::move(*started);
    }
    std::string get(const std::string& target, const std::string& headers = {}) const {
        return request(server->port(), "GET", target, headers);
    }
};

using TheServer = Running;

TEST_F(TheServer, AnswersEachPath) {
    for (const char* target : {"/", "/metrics", "/livez", "/readyz", "/healthz", "/healthz?verbose",
                               "/role?instance=web", "/api/v1/status", "/api/v1/events?since=10m"}) {
        EXPECT_EQ(status_of(get(target)), 200) << target;
    }
}

TEST_F(TheServer, TakesNoPathForThePrefixOfAnother) {
    for (const char* target :
         {"/metricsx", "/metrics/foo", "/healthz/", "/api/v1/status/1", "/api", "/%2e%2e/etc/passwd"}) {
        EXPECT_EQ(status_of(get(target)), 404) << target;
    }
}

TEST_F(TheServer, AnswersHeadWithTheHeadersAlone) {
    const auto answer = request(server->port(), "HEAD", "/healthz");
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_THAT(answer, HasSubstr("Content-Length: 5\r\n"));
    EXPECT_EQ(body_of(answer), "");
}

TEST_F(TheServer, AllowsOtherMethodsNowhere) {
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
        const auto answer = request(server->port(), method, "/metrics", "Content-Length: 0\r\n");
        EXPECT_EQ(status_of(answer), 405) << method;
        EXPECT_THAT(answer, HasSubstr("\r\nAllow: GET, HEAD\r\n")) << method;
    }
}

TEST_F(TheServer, AnswersNoPreflightForOtherOrigins) {
    const auto answer = request(server->port(), "OPTIONS", "/metrics",
                                "Origin: http://evil.example\r\nAccess-Control-Request-Method: GET\r\n");
    EXPECT_THAT(answer, Not(HasSubstr("Access-Control-Allow")));
}

TEST_F(TheServer, PassesTheQueryAndTheHeadersOn) {
    EXPECT_EQ(status_of(get("/role?instance=six")), 503);
    EXPECT_THAT(get("/metrics", "Accept-Encoding: gzip\r\n"), HasSubstr("Content-Encoding: gzip\r\n"));
    EXPECT_THAT(get("/healthz", "Accept: application/health+json\r\n"), HasSubstr("application/health+json"));
}

TEST_F(TheServer, EndsEachConnection) {
    EXPECT_THAT(get("/livez"), HasSubstr("\r\nConnection: close\r\n"));
}

TEST_F(TheServer, RefusesAnOversizedRequest) {
    const auto answer = get("/livez", "X-Long: " + std::string(9000, 'x') + "\r\n");
    EXPECT_NE(status_of(answer), 200);
    EXPECT_EQ(status_of(get("/livez")), 200);
}

TEST(AThrowingSource, CostsOneAnswerAndNoMore) {
    const Example example;
    std::atomic<bool> broken = true;
    const auto server = Running::start([&]() -> Snapshot {
        if (broken) throw std::runtime_error{"no picture"};
        return example.snapshot();
    });
    EXPECT_EQ(status_of(request(server->port(), "GET", "/metrics")), 500);
    EXPECT_EQ(status_of(request(server->port(), "HEAD", "/metrics")), 500);
    broken = false;
    EXPECT_EQ(status_of(request(server->port(), "GET", "/metrics")), 200);
}

TEST(ASourceThatThrowsNoException, CostsOneAnswerToo) {
    const auto server = Running::start([]() -> Snapshot { throw 42; });
    EXPECT_EQ(status_of(request(server->port(), "GET", "/metrics")), 500);
}

TEST_F(TheServer, SaysThatAPortIsTaken) {
    const auto second = Server::start("127.0.0.1", server->port(), [this] { return example.snapshot(); });
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), "127.0.0.1:" + std::to_string(server->port()) + ": address already in use");
}

TEST_F(TheServer, GivesItsPortBackWhenItEnds) {
    const auto port = server->port();
    server.reset();
    EXPECT_TRUE(Server::start("127.0.0.1", port, [this] { return example.snapshot(); }));
}

TEST(Start, RefusesAHostThatIsNotIPv4) {
    for (const char* host : {"::1", "localhost", "", "127.0.0.1,8080", "300.0.0.1"}) {
        const auto server = Server::start(host, 0, [] { return Example{}.snapshot(); });
        ASSERT_FALSE(server) << host;
        EXPECT_THAT(server.error(), HasSubstr("not an IPv4 address")) << host;
    }
}

TEST(Start, SaysThatTheAddressIsElsewhere) {
    const auto server = Server::start("192.0.2.99", 0, [] { return Example{}.snapshot(); });
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error(), "192.0.2.99:0: no interface has this address");
}

// They wait in the kernel: the workers would take three seconds to give up on each.
TEST_F(TheServer, AnswersAtOnceBehindConnectionsThatSayNothing) {
    std::list<Connection> idle;
    for (int i = 0; i < 300; ++i) idle.emplace_back(server->port());
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(status_of(get("/healthz")), 200);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
}

TEST_F(TheServer, GivesUpOnARequestThatNeverEnds) {
    const Connection slow{server->port()};
    slow.send("GET /livez HTTP/1.1\r\nHost: ");
    EXPECT_NE(status_of(slow.receive_all()), 200);
}

constexpr std::size_t server_threads = 98;  // the master, 96 workers and the scribe

// The values of `key` in the status files of the server's threads.
std::vector<std::string> of_threads(const std::string& key) {
    std::vector<std::string> values;
    for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
        std::ifstream file{task.path() / "status"};
        bool ours = false;
        for (std::string line; std::getline(file, line);) {
            ours = ours || line.starts_with("Name:\tcivetweb-") || line == "Name:\thttp-scribe";
            if (ours && line.starts_with(key + ":\t")) values.push_back(line.substr(key.size() + 2));
        }
    }
    return values;
}

bool all_have_started() {
    const auto sets = of_threads("CapEff");  // is emptied last
    return sets.size() == server_threads && std::ranges::count(sets, "0000000000000000") == std::ssize(sets);
}

// A thread confines itself before it serves; the server does not wait until all of them have.
void wait_for_threads() {
    const auto patience = std::chrono::steady_clock::now() + 10s;
    while (!all_have_started() && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
}

struct TheThreads : Running {
    TheThreads() { wait_for_threads(); }
};

class EverySetOfCapabilities : public TheThreads, public testing::WithParamInterface<const char*> {};

TEST_P(EverySetOfCapabilities, IsEmptyInTheThreadsThatServe) {
    const auto sets = of_threads(GetParam());
    EXPECT_EQ(sets.size(), server_threads);
    EXPECT_THAT(sets, testing::Each("0000000000000000"));
}

INSTANTIATE_TEST_SUITE_P(Metrics, EverySetOfCapabilities,
                         testing::Values("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"));

TEST_F(TheThreads, CanGainNoPrivileges) {
    EXPECT_THAT(of_threads("NoNewPrivs"), testing::Each("1"));
}

TEST_F(TheThreads, LeaveTheirStarterItsCapabilities) {
    std::ifstream file{"/proc/thread-self/status"};
    const std::string status{std::istreambuf_iterator{file}, {}};
    EXPECT_THAT(status, Not(HasSubstr("CapEff:\t0000000000000000")));
    EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t0"));
}

TEST_F(TheThreads, TakeNoSignal) {
    const std::uint64_t expected = (1ULL << (SIGTERM - 1)) | (1ULL << (SIGHUP - 1)) | (1ULL << (SIGINT - 1));
    for (const auto& mask : of_threads("SigBlk")) EXPECT_EQ(std::stoull(mask, nullptr, 16) & expected, expected);
}

TEST_F(TheThreads, LeaveTheSignalsOfTheirStarterAlone) {
    sigset_t blocked;
    pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    EXPECT_EQ(sigismember(&blocked, SIGTERM), 0);
}

struct ARealTimeStarter : testing::Test {
    const sched_param real_time{.sched_priority = 1};
    const bool permitted = sched_setscheduler(0, SCHED_RR, &real_time) == 0;
    std::unique_ptr<Server> server = Running::start([] { return Example{}.snapshot(); });

    ARealTimeStarter() { wait_for_threads(); }
    ~ARealTimeStarter() override {
        const sched_param ordinary{};
        sched_setscheduler(0, SCHED_OTHER, &ordinary);
    }
};

#ifndef __SANITIZE_THREAD__  // which has a thread of its own
TEST_F(ARealTimeStarter, HasOrdinaryThreads) {
    if (!permitted) GTEST_SKIP() << "no permission for real time";
    for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
        const auto tid = std::stoi(task.path().filename());
        if (tid == gettid()) continue;
        EXPECT_EQ(sched_getscheduler(tid), SCHED_OTHER) << task;
    }
}
#endif

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which keep freed memory on purpose
TEST(AFullHost, KeepsNoMemoryOfItsScrapes) {
    Example example;
    example.status.instances.assign(255, example.web());
    const auto server = Running::start([snapshot = example.snapshot()] { return snapshot; });
    const auto resident = [] { return *value(process_families(), "process_resident_memory_bytes"); };
    wait_for_threads();
    const auto before = resident();
    for (int i = 0; i < 20; ++i) request(server->port(), "GET", "/metrics", "Accept-Encoding: gzip\r\n");
    EXPECT_LT(resident() - before, 6e6);
}
#endif

}  // namespace
}  // namespace holdfast::metrics
