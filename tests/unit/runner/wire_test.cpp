#include "daemon/runner/wire.hpp"

#include <algorithm>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::runner {
namespace {

using namespace std::chrono_literals;

const std::vector<Command> commands{
    {.argv = {"/etc/holdfast/check.sh", "a b", ""}, .user = "nobody", .time_limit = 1500ms, .takes_arguments = false},
    {.argv = {"/etc/holdfast/notify.sh"}, .user = "", .time_limit = 30s, .takes_arguments = true}};

Run whole_run() {
    return {.id = 1ULL << 40,
            .generation = ~0ULL,
            .command = 7,
            .arguments = {"INSTANCE", "web", "MASTER", "100"},
            .environment = {{"HOLDFAST_INSTANCE", "web"}, {"HOLDFAST_REASON", "a b\nc"}},
            .input = std::string("x\0y", 3),
            .queue = "web"};
}
Ended whole_end() {
    return {.id = 9, .fate = Fate::not_started, .value = -1, .why = "no such file", .output = "\xff", .took = 12ms};
}

template <class Decode>
void expect_whole_only(net::Bytes message, Decode decode) {
    for (std::size_t length = 0; length < message.size(); ++length) {
        EXPECT_FALSE(decode(net::ByteView{message.data(), length})) << length;
    }
    message.push_back(0);
    EXPECT_FALSE(decode(message)) << "longer";
}

TEST(Wire, CarriesTheCommands) {
    EXPECT_EQ(decode_commands(encode(commands)), commands);
}

TEST(Wire, CarriesARun) {
    EXPECT_EQ(decode_orders(encode(Order{whole_run()})), std::vector{Order{whole_run()}});
}

TEST(Wire, CarriesAKill) {
    EXPECT_EQ(decode_orders(encode(Order{Kill{5}})), std::vector{Order{Kill{5}}});
}

TEST(Wire, CarriesAnEnd) {
    EXPECT_EQ(decode_ends(encode(whole_end())), std::vector{whole_end()});
}

TEST(Wire, CarriesSeveralInTheirOrder) {
    net::Bytes message = encode(Order{Kill{5}});
    std::ranges::copy(encode(Order{whole_run()}), std::back_inserter(message));
    EXPECT_EQ(decode_orders(message), (std::vector{Order{Kill{5}}, Order{whole_run()}}));
    message.pop_back();
    EXPECT_FALSE(decode_orders(message)) << "the second is cut";
}

TEST(Wire, TakesWholeMessagesOnly) {
    expect_whole_only(encode(commands), decode_commands);
    expect_whole_only(encode(Order{whole_run()}), decode_orders);
    expect_whole_only(encode(Order{Kill{5}}), decode_orders);
    expect_whole_only(encode(whole_end()), decode_ends);
}

TEST(Wire, RefusesAFateThatThereIsNot) {
    net::Bytes message = encode(whole_end());
    message[9] = 200;
    EXPECT_FALSE(decode_ends(message));
}

TEST(Wire, RefusesAnUnknownOrder) {
    EXPECT_FALSE(decode_orders(net::Bytes{77, 0, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(Wire, TakesACountThatLiesForTheEndOfTheMessage) {
    EXPECT_FALSE(decode_commands(net::Bytes{0xff, 0xff, 0xff, 0xff}));
}

TEST(AGeneration, IsKnownByWhatItContains) {
    std::vector<Command> same = commands;
    EXPECT_EQ(generation_of(same), generation_of(commands));
    same[0].user = "root";
    EXPECT_NE(generation_of(same), generation_of(commands));
    std::swap(same[0], same[1]);
    EXPECT_NE(generation_of(same), generation_of(commands));
}

}  // namespace
}  // namespace holdfast::runner
