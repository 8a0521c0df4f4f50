#include "daemon/io/child.hpp"

#include <csignal>
#include <cstdio>
#include <cstring>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/clock.hpp"

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;

class ChildTest : public testing::Test {
protected:
    void SetUp() override {
        former_ = std::signal(SIGPIPE, SIG_IGN);
        std::fflush(stdout);  // else a child has it, too, and ThreadSanitizer writes it out at its end
    }
    void TearDown() override { std::signal(SIGPIPE, former_); }

    static Child start(const Child::Work& work, std::string input = "") {
        return std::move(Child::start(work, std::move(input)).value());
    }
    // As a poll loop does it.
    static Ending end_of(Child& child) {
        while (!child.ending()) {
            std::vector<pollfd> sources;
            child.poll_on(sources);
            int patience = 10'000;
            if (const auto deadline = child.deadline()) {
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - now());
                patience = std::max(0, static_cast<int>(left.count()));
            }
            const int events = ::poll(sources.data(), sources.size(), patience);
            if (events == 0 && patience == 10'000) throw std::runtime_error{"it does not end"};
            child.advance(now());
        }
        return *child.ending();
    }
    static int say(const char* text) { return ::write(STDOUT_FILENO, text, std::strlen(text)) < 0 ? 1 : 0; }

private:
    void (*former_)(int) = nullptr;
};

TEST_F(ChildTest, EndsWithItsExitCode) {
    Child child = start([] { return 7; });
    EXPECT_EQ(end_of(child), (Ending{Ending::Kind::exited, 7}));
}

TEST_F(ChildTest, EndsByASignal) {
    Child child = start([] { return ::raise(SIGABRT); });
    EXPECT_EQ(end_of(child), (Ending{Ending::Kind::signalled, SIGABRT}));
}

TEST_F(ChildTest, IsHeardToItsEnd) {
    Child child = start([] { return say("last words"); });
    end_of(child);
    EXPECT_EQ(child.output(), "last words");
}

TEST_F(ChildTest, IsFedMoreThanAPipeHolds) {
    const std::string input(300'000, 'x');
    Child child = start(
        [] {
            std::vector<char> buffer(1000);
            int size = 0;
            while (const auto got = ::read(STDIN_FILENO, buffer.data(), buffer.size())) size += static_cast<int>(got);
            return say(std::to_string(size).c_str());
        },
        input);
    end_of(child);
    EXPECT_EQ(child.output(), "300000");
}

TEST_F(ChildTest, NeedNotReadItsInput) {
    Child child = start([] { return ::close(STDIN_FILENO); }, std::string(300'000, 'x'));
    EXPECT_EQ(end_of(child), (Ending{Ending::Kind::exited, 0}));
}

TEST_F(ChildTest, IsAskedToStopAtFirst) {
    Child child = start([] { return ::pause(); });
    const net::Instant asked = now();
    child.stop(asked);
    EXPECT_EQ(end_of(child), (Ending{Ending::Kind::signalled, SIGTERM}));
    EXPECT_LT(now() - asked, 2s);
}

TEST_F(ChildTest, IsKilledTwoSecondsAfterItWasAsked) {
    Child child = start([] {
        std::signal(SIGTERM, SIG_IGN);
        say("deaf");
        while (true) ::pause();
        return 0;
    });
    while (child.output().empty()) child.advance(now());
    const net::Instant asked = now();
    child.stop(asked);
    child.advance(asked + 2s - 1ns);
    EXPECT_EQ(child.deadline(), asked + 2s);
    child.advance(asked + 2s);
    EXPECT_EQ(end_of(child), (Ending{Ending::Kind::signalled, SIGKILL}));
}

}  // namespace
}  // namespace holdfast::io
