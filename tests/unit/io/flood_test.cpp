#include "daemon/io/flood.hpp"

#include <gtest/gtest.h>

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;

constexpr net::Instant start{std::chrono::hours{1}};

// So many each millisecond, for so long; whether it is a flood at the end.
bool after(Flood& flood, std::size_t datagrams, net::Duration time) {
    for (net::Duration at = 0ms; at < time; at += 1ms) flood.heard(datagrams, start + at);
    return flood.running();
}

TEST(Flood, IsNoBurstOfAdvertsOfAllInstances) {
    Flood flood;
    EXPECT_FALSE(after(flood, 19, 1s));
}

TEST(Flood, IsNoticedWithinAWindow) {
    Flood flood;
    EXPECT_TRUE(after(flood, 100, Flood::window));
}

TEST(Flood, LastsWhileItGoesOn) {
    Flood flood;
    for (net::Duration at = 0ms; at < 1s; at += 1ms) {
        flood.heard(100, start + at);
        if (at > 3ms) {
            EXPECT_TRUE(flood.running()) << at.count();
        }
    }
}

TEST(Flood, IsOverOnceItHasBeenQuiet) {
    Flood flood;
    after(flood, 100, 1s);
    flood.heard(1, start + 1s + 2 * Flood::window);
    EXPECT_FALSE(flood.running());
}

}  // namespace
}  // namespace holdfast::io
