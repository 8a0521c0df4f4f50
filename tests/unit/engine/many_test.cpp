// 255 routers on one host: the same every time, and cheap. What a turn costs is printed, not judged.

#include <cstdio>
#include <ctime>

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

std::vector<InstanceSettings> all_vrids() {
    std::vector<InstanceSettings> all;
    for (int vrid = 1; vrid <= 255; ++vrid) {
        InstanceSettings settings = web();
        settings.name = "r" + std::to_string(vrid);
        settings.vrid = vrrp::Vrid{static_cast<std::uint8_t>(vrid)};
        settings.addresses = {net::Prefix{net::IpAddress::v4(10, 0, 1, static_cast<std::uint8_t>(vrid)), 24}};
        all.push_back(std::move(settings));
    }
    return all;
}

TEST(Many, RoutersAllTakeOver) {
    Shell shell{all_vrids()};
    shell.boots().after(4s);
    for (const InstanceStatus& instance : shell.node().status(shell.now()).instances) {
        EXPECT_EQ(instance.state, InstanceState::master) << instance.settings.name;
    }
}

TEST(Many, TurnsAreTheSameEveryTime) {
    Shell one{all_vrids()}, other{all_vrids()};
    one.boots().after(10s);
    other.boots().after(10s);
    EXPECT_EQ(one.effects(), other.effects());
}

TEST(Many, TurnsAreCheap) {
    Shell shell{all_vrids()};
    shell.boots();
    const std::clock_t before = std::clock();
    const std::size_t events_before = shell.events();
    shell.after(10s);
    const double microseconds = 1e6 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    const auto events = static_cast<double>(shell.events() - events_before);
    std::printf("%.0f events in 10 s of 255 routers, %.2f us of CPU each, %.1f ms in all\n", events,
                microseconds / events, microseconds / 1000);
    EXPECT_GT(events, 0);
}

}  // namespace
}  // namespace holdfast::engine
