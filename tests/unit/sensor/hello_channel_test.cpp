#include "detector/sensor/hello_channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/io/clock.hpp"
#include "daemon/io/keyed_hash.hpp"
#include "tests/unit/io/namespace.hpp"

namespace holdfast::detector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::ip;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const net::IpAddress left = ip("127.0.0.1");
const net::IpAddress right = ip("127.0.0.2");
constexpr std::uint16_t port = 10112;

Settings settings_of(const net::IpAddress& own, const net::IpAddress& peer) {
    Settings settings;
    settings.hello = HelloSettings{
        .listen = {own, port}, .peers = {{peer, port}}, .key = "0123456789abcdef", .interval = seconds{1}};
    return settings;
}

// One end, and what it was told.
struct End {
    End(boost::asio::io_context& io, std::string name)
        : channel{io,
                  {.ours =
                       [name = std::move(name)] {
                           hello::Message message;
                           message.node = name;
                           return message;
                       },
                   .heard =
                       [this](const net::IpAddress& from, const hello::Message& message) {
                           heard.push_back(message.node + " at " + to_string(from));
                       },
                   .unproven = [this](const net::IpAddress&) { ++unproven; },
                   .batch_done = [this] { ++wakes; },
                   .note = [this](const net::Note& note) { notes.push_back(to_string(note)); }}} {}
    HelloChannel channel;
    std::vector<std::string> heard;
    int unproven = 0;
    int wakes = 0;
    std::vector<std::string> notes;
};

class HelloChannelTest : public test::OneHost {
protected:
    void set_up() override {
        test::OneHost::set_up();
        a.channel.configure(settings_of(left, right), now);
        b.channel.configure(settings_of(right, left), now);
        a.channel.advance(now);
        b.channel.advance(now);  // a's first message came before it listened
    }
    void wake(End& end) {
        for (const int before = end.wakes; end.wakes == before;) {
            ASSERT_EQ(io.run_one_for(seconds{3}), 1U) << "nothing came";
        }
    }
    void say(End& from, End& to) {
        from.channel.hurry(now);
        from.channel.advance(now);
        wake(to);
    }
    // Not from a channel: what somebody on the network sends.
    static void send(net::ByteView bytes, const io::UdpAddress& from, const net::IpAddress& to) {
        auto socket = io::UdpSocket::open(from).value();
        ASSERT_TRUE(socket.send(bytes, {to, port}));
    }

    boost::asio::io_context io;
    net::Instant now = io::now();
    End a{io, "lb1"};
    End b{io, "lb2"};
};

TEST_F(HelloChannelTest, TellsWhatIsProvenToBeOfNow) {
    wake(a);
    EXPECT_EQ(a.unproven, 1);
    EXPECT_THAT(a.heard, IsEmpty());
    say(a, b);
    EXPECT_THAT(b.heard, ElementsAre("lb1 at 127.0.0.1"));
    say(b, a);
    EXPECT_THAT(a.heard, ElementsAre("lb2 at 127.0.0.2"));
    EXPECT_EQ(a.channel.counters().sent, 2U);
    EXPECT_EQ(a.channel.counters().received, 2U);
}

TEST_F(HelloChannelTest, SpeaksOnceAnIntervalAndAtOnceWhenItHurries) {
    EXPECT_EQ(a.channel.deadline(), now + seconds{1});
    a.channel.advance(now + milliseconds{999});
    EXPECT_EQ(a.channel.counters().sent, 1U);
    a.channel.hurry(now + milliseconds{999});
    EXPECT_EQ(a.channel.deadline(), now + milliseconds{999});
    a.channel.advance(now + milliseconds{999});
    EXPECT_EQ(a.channel.counters().sent, 2U);
}

TEST_F(HelloChannelTest, KeepsItsSessionsWhenTheConfigurationIsReadAgain) {
    wake(a);
    say(a, b);
    a.channel.configure(settings_of(left, right), now);
    say(a, b);
    EXPECT_THAT(b.heard, SizeIs(2));
    EXPECT_EQ(b.channel.counters().replayed, 0U);
}

TEST_F(HelloChannelTest, MovesToTheAddressThatTheConfigurationNames) {
    const net::IpAddress elsewhere = ip("127.0.0.3");
    b.channel.configure(settings_of(right, elsewhere), now);
    a.channel.configure(settings_of(elsewhere, right), now);
    say(a, b);
    EXPECT_EQ(b.unproven, 1);
}

TEST_F(HelloChannelTest, FallsSilentWhenItIsSwitchedOff) {
    a.channel.configure(Settings{}, now);
    EXPECT_EQ(a.channel.deadline(), std::nullopt);
    a.channel.advance(now + seconds{9});
    EXPECT_EQ(a.channel.counters().sent, 1U);
    EXPECT_TRUE(io::UdpSocket::open({left, port}));
}

TEST_F(HelloChannelTest, SaysOnceThatItCannotListenAndTriesAgainEachSecond) {
    a.channel.configure(settings_of(ip("198.51.100.7"), right), now);
    for (int i = 0; i < 3; ++i) {
        a.channel.advance(now);
        EXPECT_EQ(a.channel.deadline(), now + seconds{1});
        now += seconds{1};
    }
    EXPECT_THAT(a.notes, ElementsAre("hello_failed reason=\"listen on 198.51.100.7 port 10112: cannot assign requested "
                                     "address\""));
    test::run("ip address add 198.51.100.7/32 dev lo");
    a.channel.advance(now);
    EXPECT_EQ(a.channel.counters().sent, 2U);
}

TEST_F(HelloChannelTest, CountsWhatAnotherKeySignedAsForged) {
    wake(a);
    b.channel.configure(Settings{}, now);
    const hello::Sign other = io::KeyedHash{"another key, as long"};
    send(hello::encode({}, other), {right, port}, left);
    wake(a);
    EXPECT_EQ(a.channel.counters().forged, 1U);
}

TEST_F(HelloChannelTest, CountsGarbageAsMalformed) {
    wake(a);
    b.channel.configure(Settings{}, now);
    send(net::Bytes(100, 0xff), {right, port}, left);
    wake(a);
    EXPECT_EQ(a.channel.counters().malformed, 1U);
}

TEST_F(HelloChannelTest, CountsWhatStrangersSendAsForged) {
    wake(a);
    const hello::Sign ours = io::KeyedHash{"0123456789abcdef"};
    send(hello::encode({}, ours), {ip("127.0.0.66"), port}, left);
    wake(a);
    send(hello::encode({}, ours), {right, 9}, left);
    wake(a);
    EXPECT_EQ(a.channel.counters().forged, 2U);
    EXPECT_EQ(a.unproven, 1);
}

TEST_F(HelloChannelTest, CountsARecordingAsReplayed) {
    wake(a);
    b.channel.configure(Settings{}, now);
    const hello::Sign ours = io::KeyedHash{"0123456789abcdef"};
    hello::Message recorded;
    recorded.sequence = 1;
    recorded.boot = {7};
    for (int i = 0; i < 2; ++i) {
        send(hello::encode(recorded, ours), {right, port}, left);
        wake(a);
    }
    EXPECT_EQ(a.channel.counters().replayed, 1U);
    EXPECT_THAT(a.heard, IsEmpty());
}

}  // namespace
}  // namespace holdfast::detector
