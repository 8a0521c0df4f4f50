#include "daemon/guard/wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

const net::Instant noon{43'200'123'456'789ns};
const GuardedAddress v4{net::InterfaceIndex{3}, net::Prefix::parse("192.0.2.1/24").value()};
const GuardedAddress v6{net::InterfaceIndex{4}, net::Prefix::parse("2001:db8::1/64").value()};
const net::Route route{.to = net::Prefix::parse("2001:db8::/32").value(),
                       .via = v6.prefix.address,
                       .interface = net::InterfaceIndex{4},
                       .source = {},
                       .table = 100,
                       .scope = 253,
                       .onlink = true};
const net::Rule rule{.priority = 1000,
                     .from = v4.prefix,
                     .to = {},
                     .incoming = "eth0",
                     .outgoing = {},
                     .mark = 1,
                     .mask = 0xff,
                     .table = 100};
const std::vector<Promise> some{{7, 27'500us, {v4, v6}, {route, rule}}, {4095, 1h, {}}};

TEST(Wire, CarriesPromises) {
    const auto messages = encode(some, noon);
    ASSERT_THAT(messages, SizeIs(1));
    EXPECT_EQ(decode_promises(messages[0]), (Told{noon, some}));
}

TEST(Wire, SplitsManyPromisesIntoMessages) {
    const std::vector<Promise> many(255, Promise{1, 1s, std::vector<GuardedAddress>(20, v6)});
    std::vector<Promise> decoded;
    const auto messages = encode(many, noon);
    EXPECT_GT(messages.size(), 1U);
    for (const net::Bytes& message : messages) {
        EXPECT_LT(message.size(), 2 * message_size);
        const auto told = decode_promises(message).value();
        decoded.insert(decoded.end(), told.promises.begin(), told.promises.end());
    }
    EXPECT_EQ(decoded, many);
}

TEST(Wire, SendsNothingForNothing) {
    EXPECT_THAT(encode(std::vector<Promise>{}, noon), IsEmpty());
}

TEST(Wire, CarriesLeftovers) {
    const std::vector<Leftover> left{{v4.interface, v4.prefix, 1750ms}, {v6.interface, v6.prefix, -1ns}};
    const auto messages = encode(left);
    ASSERT_THAT(messages, SizeIs(1));
    EXPECT_EQ(decode_leftovers(messages[0]), left);
}

TEST(Wire, RefusesAMessageThatIsCutAnywhere) {
    const net::Bytes whole = encode(some, noon).at(0);
    const net::Bytes first = encode(std::vector{some[0]}, noon).at(0);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const bool is_whole_by_itself = size == first.size() || size == 9;  // one promise, and none
        EXPECT_EQ(decode_promises(net::ByteView{whole}.first(size)).has_value(), is_whole_by_itself) << size;
    }
}

TEST(Wire, RefusesLeftoversThatAreCutAnywhere) {
    const net::Bytes whole = encode(std::vector<Leftover>{{v4.interface, v4.prefix, 1s}}).at(0);
    for (std::size_t size = 2; size < whole.size(); ++size) {
        EXPECT_FALSE(decode_leftovers(net::ByteView{whole}.first(size))) << size;
    }
}

TEST(Wire, RefusesAnotherVersion) {
    net::Bytes message = encode(some, noon).at(0);
    message[0] = 99;
    EXPECT_FALSE(decode_promises(message));
    EXPECT_FALSE(decode_leftovers(message));
}

TEST(Wire, RefusesASlotThatDoesNotExist) {
    EXPECT_FALSE(decode_promises(encode(std::vector{Promise{slot_count, 1s, {}}}, noon).at(0)));
}

}  // namespace
}  // namespace holdfast::guard
