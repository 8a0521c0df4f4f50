#include "daemon/io/parcel.hpp"

#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <pthread.h>

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

TEST(Parcel, IsAwaitedThroughSignals) {
    struct sigaction quiet{};
    quiet.sa_handler = [](int) {};
    ASSERT_EQ(::sigaction(SIGUSR1, &quiet, nullptr), 0);
    const auto channel = make_channel().value();
    std::jthread other{[&, awaiting = ::pthread_self()] {
        for (int i = 0; i < 20; ++i) {
            ::pthread_kill(awaiting, SIGUSR1);
            ::usleep(1000);
        }
        EXPECT_TRUE(send_parcel(channel.first, words));
    }};
    EXPECT_TRUE(await_parcel(channel.second, 10s));
}

TEST(Parcel, DoesNotComeFromWhoHasEnded) {
    auto channel = make_channel().value();
    channel.first.reset();
    EXPECT_EQ(receive_parcel(channel.second).error().code, EPIPE);
}

TEST(Parcel, WithoutWordsIsNoneAndItsFilesAreClosed) {
    const auto channel = make_channel().value();
    int ends[2]{};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    const Fd in{ends[0]};
    Fd out{ends[1]};
    ASSERT_TRUE(send_parcel(channel.first, {}, std::array{out.get()}));
    out.reset();
    EXPECT_EQ(receive_parcel(channel.second).error().code, EPIPE);
    char said = 0;
    EXPECT_EQ(::read(in.get(), &said, 1), 0) << "the other end is open still";
}

TEST(Parcel, IsRefusedWhenItIsTooLarge) {
    const auto channel = make_channel().value();
    EXPECT_EQ(send_parcel(channel.first, net::Bytes(longest_parcel + 1)).error().code, EMSGSIZE);
}

}  // namespace
}  // namespace holdfast::io
