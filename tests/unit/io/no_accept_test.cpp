#include "daemon/io/no_accept.hpp"

#include <chrono>
#include <optional>

#include <gtest/gtest.h>

#include "daemon/io/nftables.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;

class NoAcceptTest : public test::OneHost {
protected:
    static void flush() { ASSERT_TRUE(run_nft("flush ruleset\n")); }
    static void flush_from_elsewhere() { test::run("nft flush ruleset"); }
    static bool refuses(const std::string& address) {
        return run_nft("get element inet holdfast ipv4 { " + address + " }\n").has_value();
    }
    NoAccept::Place place(const char* address) const { return {eth0, test::ip(address)}; }
    void set_up() override {
        OneHost::set_up();
        no_accept.emplace();
    }
    const net::Instant start{24h};
    std::optional<NoAccept> no_accept;
};

TEST_F(NoAcceptTest, RefusesAllAnewWhenAChangeFindsTheTableGone) {
    ASSERT_TRUE(no_accept->impose({place("192.0.2.1")}));
    flush();
    EXPECT_TRUE(no_accept->impose({place("192.0.2.1"), place("192.0.2.2")}));
    EXPECT_TRUE(refuses("192.0.2.1"));
    EXPECT_TRUE(refuses("192.0.2.2"));
}

TEST_F(NoAcceptTest, IsToldAtOnceThatSomebodyFlushedTheRulesetAndRefusesAnew) {
    ASSERT_TRUE(no_accept->impose({place("192.0.2.1")}));
    no_accept->look(start);
    ASSERT_FALSE(test::readable(no_accept->fd(), 0ms));
    flush_from_elsewhere();
    EXPECT_TRUE(test::readable(no_accept->fd()));
    EXPECT_TRUE(no_accept->look(start));
    EXPECT_TRUE(no_accept->impose({place("192.0.2.1")}));
    EXPECT_TRUE(refuses("192.0.2.1"));
}

TEST_F(NoAcceptTest, RefusesAnewWhatSomebodyTookOutOfItsSet) {
    ASSERT_TRUE(no_accept->impose({place("192.0.2.1")}));
    test::run("nft delete element inet holdfast ipv4 '{ 192.0.2.1 }'");
    EXPECT_TRUE(no_accept->look(start));
    EXPECT_TRUE(no_accept->impose({place("192.0.2.1")}));
    EXPECT_TRUE(refuses("192.0.2.1"));
}

TEST_F(NoAcceptTest, IsNotDisturbedByChangesOfItsOwnAndOfOtherTables) {
    ASSERT_TRUE(no_accept->impose({place("192.0.2.1")}));
    ASSERT_TRUE(no_accept->impose({place("192.0.2.2")}));
    test::run("nft add table inet other");
    test::run("nft add table ip holdfast");
    EXPECT_FALSE(no_accept->look(start));
}

TEST_F(NoAcceptTest, AnswersWhoFlushesAgainAndAgainOnceASecond) {
    ASSERT_TRUE(no_accept->impose({place("192.0.2.1")}));
    flush_from_elsewhere();
    ASSERT_TRUE(no_accept->look(start));
    ASSERT_TRUE(no_accept->impose({place("192.0.2.1")}));
    flush_from_elsewhere();
    EXPECT_FALSE(no_accept->look(start + 999ms)) << "too early";
    EXPECT_TRUE(no_accept->look(start + 1s));
}

// A flush of our own is none that the kernel tells us of.
TEST_F(NoAcceptTest, LooksOnceAMinuteForWhatItWasNotTold) {
    ASSERT_TRUE(no_accept->impose({place("192.0.2.1")}));
    no_accept->look(start);
    flush();
    EXPECT_FALSE(no_accept->look(start + 59s)) << "too early";
    EXPECT_TRUE(no_accept->look(start + 60s));
}

TEST_F(NoAcceptTest, IsToldNothingAnyMoreWhenItRefusesNothing) {
    ASSERT_TRUE(no_accept->impose({place("192.0.2.1")}));
    ASSERT_TRUE(no_accept->impose({}));
    no_accept->look(start);
    test::run("nft add table inet other");
    EXPECT_FALSE(test::readable(no_accept->fd(), 0ms));
}

}  // namespace
}  // namespace holdfast::io
