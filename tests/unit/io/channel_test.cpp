#include "daemon/io/channel.hpp"

#include <array>

#include <gtest/gtest.h>

#include "daemon/io/parcel.hpp"

namespace holdfast::io {
namespace {

constexpr std::array<std::uint8_t, 3> order{1, 2, 3};
constexpr std::array<std::uint8_t, 1> answer{4};

// The kernel reports such an end as a reset, and before what is still to be read.
TEST(Channel, CarriesTheLastWordsOfWhoLeftAnswersUnread) {
    auto [ours, theirs] = make_channel().value();
    ASSERT_TRUE(send_message(ours, answer));
    ASSERT_TRUE(send_message(theirs, order));
    theirs.reset();
    Inbox inbox;
    const auto heard = inbox.receive(ours);
    ASSERT_TRUE(heard);
    EXPECT_EQ((net::Bytes{heard->begin(), heard->end()}), (net::Bytes{order.begin(), order.end()}));
}

}  // namespace
}  // namespace holdfast::io
