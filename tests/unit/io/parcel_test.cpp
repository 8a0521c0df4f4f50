#include "daemon/io/parcel.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;

const net::Bytes words{1, 2, 3};

TEST(Parcel, CarriesWordsAndOpenFiles) {
    const auto channel = make_channel().value();
    int ends[2]{};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const Fd in{ends[0]};
    Fd out{ends[1]};
    ASSERT_TRUE(send_parcel(channel.first, words, std::array{out.get()}));
    out.reset();
    const Parcel parcel = receive_parcel(channel.second).value();
    EXPECT_EQ(parcel.bytes, words);
    ASSERT_EQ(parcel.files.size(), 1U);
    ASSERT_EQ(::write(parcel.files.front().get(), "x", 1), 1);
    char said = 0;
    EXPECT_EQ(::read(in.get(), &said, 1), 1);
    EXPECT_EQ(::fcntl(parcel.files.front().get(), F_GETFD), FD_CLOEXEC);
}

TEST(Parcel, ComesWithoutFilesToo) {
    const auto channel = make_channel().value();
    ASSERT_TRUE(send_parcel(channel.first, words));
    EXPECT_TRUE(receive_parcel(channel.second)->files.empty());
}

TEST(Parcel, IsNotAwaitedForever) {
    const auto channel = make_channel().value();
    EXPECT_EQ(await_parcel(channel.second, 1ms).error().code, ETIMEDOUT);
}

TEST(Parcel, DoesNotComeFromWhoHasEnded) {
    auto channel = make_channel().value();
    channel.first.reset();
    EXPECT_EQ(receive_parcel(channel.second).error().code, EPIPE);
}

TEST(Parcel, IsRefusedWhenItIsTooLarge) {
    const auto channel = make_channel().value();
    EXPECT_EQ(send_parcel(channel.first, net::Bytes(longest_parcel + 1)).error().code, EMSGSIZE);
}

}  // namespace
}  // namespace holdfast::io
