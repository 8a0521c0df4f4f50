#include "detector/sensor/flow_limit.hpp"

#include <gtest/gtest.h>

namespace holdfast::detector {
namespace {

constexpr net::Instant start{std::chrono::hours{1}};

int allowed(FlowLimit& limit, int attempts, net::Instant now) {
    int count = 0;
    for (int i = 0; i < attempts; ++i) count += limit.allows(now);
    return count;
}

TEST(FlowLimit, AllowsASecondsWorthAtOnceAndNoMore) {
    FlowLimit limit{100};
    EXPECT_EQ(allowed(limit, 1000, start), 100);
}

TEST(FlowLimit, AllowsWhatTimeHasEarned) {
    FlowLimit limit{100};
    allowed(limit, 1000, start);
    EXPECT_EQ(allowed(limit, 1000, start + std::chrono::milliseconds{500}), 50);
}

TEST(FlowLimit, EarnsNoMoreThanASecondsWorth) {
    FlowLimit limit{100};
    allowed(limit, 1000, start);
    EXPECT_EQ(allowed(limit, 1000, start + std::chrono::hours{1}), 100);
}

}  // namespace
}  // namespace holdfast::detector
