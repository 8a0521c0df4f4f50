#include "daemon/io/no_accept.hpp"

#include <gtest/gtest.h>

#include "daemon/io/nftables.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::io {
namespace {

class NoAcceptTest : public test::OneHost {
protected:
    static void flush() { ASSERT_TRUE(run_nft("flush ruleset\n")); }
    static bool refuses(const std::string& address) {
        return run_nft("get element inet holdfast ipv4 { " + address + " }\n").has_value();
    }
    NoAccept::Place place(const char* address) const { return {eth0, test::ip(address)}; }
    NoAccept no_accept;
};

TEST_F(NoAcceptTest, RefusesAllAnewWhenAChangeFindsTheTableGone) {
    ASSERT_TRUE(no_accept.impose({place("192.0.2.1")}));
    flush();
    EXPECT_TRUE(no_accept.impose({place("192.0.2.1"), place("192.0.2.2")}));
    EXPECT_TRUE(refuses("192.0.2.1"));
    EXPECT_TRUE(refuses("192.0.2.2"));
}

TEST_F(NoAcceptTest, RefusesTheSameAnewAfterALook) {
    ASSERT_TRUE(no_accept.impose({place("192.0.2.1")}));
    flush();
    no_accept.look();
    EXPECT_TRUE(no_accept.impose({place("192.0.2.1")}));
    EXPECT_TRUE(refuses("192.0.2.1"));
}

TEST_F(NoAcceptTest, LooksWithoutAnyChange) {
    ASSERT_TRUE(no_accept.impose({place("192.0.2.1")}));
    no_accept.look();
    EXPECT_TRUE(no_accept.begun());
}

}  // namespace
}  // namespace holdfast::io
