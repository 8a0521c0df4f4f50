// P80-P83, P87: skew and master-down at the edges of priority and interval.
#include "daemon/vrrp/timing.hpp"

#include <gtest/gtest.h>

namespace holdfast::vrrp {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;
using namespace std::chrono_literals;

struct Row {
    Version version;
    Centiseconds interval;
    int priority;
    nanoseconds skew;
    nanoseconds master_down;
};

class Timing : public testing::TestWithParam<Row> {
protected:
    Priority priority() const { return Priority{static_cast<std::uint8_t>(GetParam().priority)}; }
};

TEST_P(Timing, SkewIsExactToTheNanosecond) {
    EXPECT_EQ(skew_time(GetParam().version, priority(), GetParam().interval), GetParam().skew);
}

TEST_P(Timing, MasterDownIsThreeIntervalsAndSkew) {
    EXPECT_EQ(master_down_interval(GetParam().version, priority(), GetParam().interval), GetParam().master_down);
}

constexpr auto cs(int n) {
    return Centiseconds{n};
}

INSTANTIATE_TEST_SUITE_P(Version3, Timing,
                         testing::Values(Row{Version::v3, cs(1), 1, 9'960'937ns, 39'960'937ns},
                                         Row{Version::v3, cs(1), 100, 6'093'750ns, 36'093'750ns},
                                         Row{Version::v3, cs(1), 254, 78'125ns, 30'078'125ns},
                                         Row{Version::v3, cs(1), 255, 39'062ns, 30'039'062ns},
                                         Row{Version::v3, cs(10), 100, 60'937'500ns, 360'937'500ns},
                                         Row{Version::v3, cs(100), 1, 996'093'750ns, 3'996'093'750ns},
                                         Row{Version::v3, cs(100), 100, 609'375'000ns, 3'609'375'000ns},
                                         Row{Version::v3, cs(100), 200, 218'750'000ns, 3'218'750'000ns},
                                         Row{Version::v3, cs(100), 254, 7'812'500ns, 3'007'812'500ns},
                                         Row{Version::v3, cs(4095), 1, 40'790'039'062ns, 163'640'039'062ns},
                                         Row{Version::v3, cs(4095), 255, 159'960'937ns, 123'009'960'937ns}));

INSTANTIATE_TEST_SUITE_P(Version2, Timing,
                         testing::Values(Row{Version::v2, 1s, 1, 996'093'750ns, 3'996'093'750ns},
                                         Row{Version::v2, 1s, 100, 609'375'000ns, 3'609'375'000ns},
                                         Row{Version::v2, 1s, 254, 7'812'500ns, 3'007'812'500ns},
                                         Row{Version::v2, 10s, 100, 609'375'000ns, 30'609'375'000ns},
                                         Row{Version::v2, 255s, 200, 218'750'000ns, 765'218'750'000ns}));

TEST(Skew, NoTwoPrioritiesShareASkewEvenAtTenMilliseconds) {
    for (std::uint8_t p = 1; p < 255; ++p) {
        EXPECT_GT(skew_time(Version::v3, Priority{p}, 10ms),
                  skew_time(Version::v3, Priority{static_cast<std::uint8_t>(p + 1)}, 10ms));
    }
}

}  // namespace
}  // namespace holdfast::vrrp
