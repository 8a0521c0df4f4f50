#include "daemon/engine/listen_gate.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

constexpr net::Duration interval = 1s;
constexpr net::Duration hold = 3600ms;
using Until = std::optional<net::Instant>;

ListenGate closed_at(std::uint64_t frames) {
    ListenGate gate;
    gate.close(frames, hold);
    return gate;
}

TEST(ListenGate, IsOpenUntilItIsClosed) {
    EXPECT_EQ(ListenGate{}.hold_back(0, interval, start), Until{});
}

TEST(ListenGate, StaysOpenWithAHoldOfZero) {
    ListenGate gate;
    gate.close(5, 0s);
    EXPECT_FALSE(gate.closed());
}

TEST(ListenGate, LetsGoAheadWhoHasHeardFramesAllAlong) {
    EXPECT_EQ(closed_at(5).hold_back(6, interval, start), Until{});
}

TEST(ListenGate, LooksAgainAfterAQuarterOfAnIntervalOfSilence) {
    EXPECT_EQ(closed_at(5).hold_back(5, interval, start), start + 250ms);
}

TEST(ListenGate, ListensOneMoreIntervalOnceReceptionIsProven) {
    ListenGate gate = closed_at(5);
    gate.hold_back(5, interval, start);
    EXPECT_EQ(gate.hold_back(6, interval, start + 250ms), start + 1250ms);
}

TEST(ListenGate, IsOpenAfterThatInterval) {
    ListenGate gate = closed_at(5);
    gate.hold_back(5, interval, start);
    gate.hold_back(6, interval, start + 250ms);
    EXPECT_FALSE(gate.closed());
}

TEST(ListenGate, HoldsADeafInterfaceNoLongerThanTheHold) {
    ListenGate gate = closed_at(5);
    gate.hold_back(5, interval, start);
    EXPECT_EQ(gate.hold_back(5, interval, start + 3500ms), start + hold);
    EXPECT_EQ(gate.hold_back(5, interval, start + hold), Until{});
}

TEST(ListenGate, DoesNotOutlastTheHoldWhenReceptionIsProvenLate) {
    ListenGate gate = closed_at(5);
    gate.hold_back(5, interval, start);
    EXPECT_EQ(gate.hold_back(6, interval, start + 3s), start + hold);
}

TEST(ListenGate, IsClosedAnewByALinkThatComesUp) {
    ListenGate gate = closed_at(5);
    gate.hold_back(6, interval, start);
    gate.close(9, hold);
    EXPECT_EQ(gate.hold_back(9, interval, start + 1h), start + 1h + 250ms);
}

}  // namespace
}  // namespace holdfast::engine
