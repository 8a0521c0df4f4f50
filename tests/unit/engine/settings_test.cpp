#include "daemon/engine/settings.hpp"

#include "daemon/engine/words.hpp"
#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

InstanceSettings every(vrrp::Centiseconds interval) {
    InstanceSettings settings = web(100);
    settings.advert_interval = interval;
    return settings;
}

TEST(Lease, IsMasterDownRoundedUpToWholeSeconds) {
    EXPECT_EQ(lease_of(every(vrrp::Centiseconds{100})), 4s);
}
TEST(Lease, IsAtLeastThreeSeconds) {
    EXPECT_EQ(lease_of(every(vrrp::Centiseconds{1})), 3s);
}
TEST(Lease, IsAtMostTenSeconds) {
    EXPECT_EQ(lease_of(every(vrrp::Centiseconds{4095})), 10s);
}
TEST(Lease, IsWhatTheConfigurationSays) {
    InstanceSettings settings = web();
    settings.lease = 0s;
    EXPECT_EQ(lease_of(settings), 0s);
}

TEST(Words, SayDurationsToTheMillisecond) {
    EXPECT_EQ(in_seconds(3609375us), "3.609 s");
}

}  // namespace
}  // namespace holdfast::engine
