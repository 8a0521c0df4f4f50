#include "daemon/probes/lookups.hpp"

#include <gtest/gtest.h>

namespace holdfast::probes {
namespace {

class LookupsTest : public testing::Test {
protected:
    LookupsTest() {
        for (std::size_t n = 0; n < Lookups::most; ++n) lookups.leave_behind(now);
    }
    const net::Instant now{std::chrono::seconds{1000}};
    Lookups lookups;
};

TEST_F(LookupsTest, AreNotBegunWhereAsManyAsMayBeWereLeftBehind) {
    EXPECT_FALSE(lookups.may_begin(now));
}

TEST_F(LookupsTest, AreBegunAgainWhenLibcHasGivenUp) {
    EXPECT_FALSE(lookups.may_begin(now + Lookups::patience - std::chrono::nanoseconds{1}));
    EXPECT_TRUE(lookups.may_begin(now + Lookups::patience));
}

TEST(Lookups, AreBegunWhereFewerWereLeftBehind) {
    Lookups lookups;
    for (std::size_t n = 1; n < Lookups::most; ++n) lookups.leave_behind(net::Instant{});
    EXPECT_TRUE(lookups.may_begin(net::Instant{}));
}

}  // namespace
}  // namespace holdfast::probes
