#include "daemon/engine/listeners.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Listeners::Key v4{eth0, net::Family::ipv4};
const Listeners::Key v6{eth0, net::Family::ipv6};

struct ListenersTest : testing::Test {
    Desk desk;
    Listeners listeners;

    void need(const std::set<Listeners::Key>& needed) {
        Turn turn = desk.turn();
        listeners.need(needed, turn);
    }
    void retry_at(net::Instant now) {
        desk.now = now;
        Turn turn = desk.turn();
        listeners.retry(turn);
    }
};

TEST_F(ListenersTest, OrderASocketForEachFamily) {
    need({v4, v6});
    EXPECT_THAT(desk.taken<Listen>(), ElementsAre(Listen{eth0, net::Family::ipv4}, Listen{eth0, net::Family::ipv6}));
}

TEST_F(ListenersTest, OrderASocketOnce) {
    need({v4});
    desk.effects.clear();
    need({v4});
    EXPECT_THAT(desk.effects, IsEmpty());
}

TEST_F(ListenersTest, CloseWhatIsNoLongerNeeded) {
    need({v4, v6});
    need({v4});
    EXPECT_THAT(desk.taken<StopListening>(), ElementsAre(StopListening{eth0, net::Family::ipv6}));
}

TEST_F(ListenersTest, DoNotKnowBeforeTheShellAnswers) {
    need({v4});
    EXPECT_EQ(listeners.listening(v4), std::nullopt);
}

TEST_F(ListenersTest, KnowAnOpenSocket) {
    need({v4});
    listeners.succeeded({eth0, net::Family::ipv4});
    EXPECT_EQ(listeners.listening(v4), "");
}

TEST_F(ListenersTest, KnowWhyASocketDidNotOpen) {
    need({v4});
    listeners.failed({eth0, net::Family::ipv4, "Operation not permitted"}, start);
    EXPECT_EQ(listeners.listening(v4), "cannot listen: Operation not permitted");
}

TEST_F(ListenersTest, TryAgainAfterASecond) {
    need({v4, v6});
    listeners.succeeded({eth0, net::Family::ipv6});
    listeners.failed({eth0, net::Family::ipv4, "no"}, start);
    EXPECT_EQ(listeners.deadline(), start + 1s);
    desk.effects.clear();
    retry_at(start + 1s);
    EXPECT_THAT(desk.taken<Listen>(), ElementsAre(Listen{eth0, net::Family::ipv4}));
}

TEST_F(ListenersTest, DoNotTryAgainEarlier) {
    need({v4});
    listeners.failed({eth0, net::Family::ipv4, "no"}, start);
    desk.effects.clear();
    retry_at(start + 999ms);
    EXPECT_THAT(desk.effects, IsEmpty());
}

}  // namespace
}  // namespace holdfast::engine
