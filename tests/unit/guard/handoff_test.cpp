#include "daemon/guard/handoff.hpp"

#include <gtest/gtest.h>

#include "daemon/guard/wire.hpp"

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;

Handoff handoff() {
    const Repeat four{.slot = 3,
                      .interface = net::InterfaceIndex{2},
                      .source = net::IpAddress::v4(10, 0, 0, 1),
                      .destination = net::IpAddress::v4(224, 0, 0, 18),
                      .framed = false,
                      .bytes = {0x31, 51, 100}};
    const Repeat six{.slot = 4095,
                     .interface = net::InterfaceIndex{7},
                     .source = net::IpAddress::parse("fe80::1").value(),
                     .destination = net::IpAddress::parse("ff02::12").value(),
                     .framed = true,
                     .bytes = {}};
    return {10s, {four, six}};
}

TEST(Handoff, IsUnderstoodAsItWasMeant) {
    EXPECT_EQ(decode_handoff(encode(handoff())), handoff());
    EXPECT_EQ(kind_of(encode(handoff())), Kind::handoff);
}

TEST(Handoff, OfNothingIsOneToo) {
    EXPECT_EQ(decode_handoff(encode(Handoff{1s, {}})), (Handoff{1s, {}}));
}

TEST(Handoff, IsRefusedWhenItIsCutWithinAnAdvert) {
    const net::Bytes whole = encode(handoff());
    const std::size_t head = encode(Handoff{1s, {}}).size();
    const std::size_t first = encode(Handoff{1s, {handoff().adverts.front()}}).size();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const bool between = size == head || size == first;
        EXPECT_EQ(decode_handoff(net::ByteView{whole}.first(size)).has_value(), between) << size;
    }
}

TEST(Handoff, IsRefusedForASlotThatThePageDoesNotHave) {
    Handoff wrong = handoff();
    wrong.adverts[0].slot = slot_count;
    EXPECT_FALSE(decode_handoff(encode(wrong)));
}

}  // namespace
}  // namespace holdfast::guard
