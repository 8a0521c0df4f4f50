// In order, one at a time, again and again: for a bounded time and in a bounded number.
#include "daemon/notify/outbox.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::notify {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Post {
public:
    explicit Post(Outbox::Limits limits = {}) : outbox_{limits} {}

    void put(const std::string& content) { tell(Put{content}); }
    void ends(Delivery delivery) { tell(Delivered{delivery, "why"}); }
    void hurry() { tell(Hurry{}); }
    void pass(net::Duration time) {
        now_ += time;
        tell(DeadlineReached{});
    }
    void until_due() {
        now_ = *outbox_.deadline();
        tell(DeadlineReached{});
    }
    net::Duration pause() const { return *outbox_.deadline() - now_; }
    const std::vector<std::string>& sent() const { return sent_; }
    const std::vector<std::string>& said() const { return said_; }
    OutletStatus status() const {
        OutletStatus status;
        outbox_.show(status);
        return status;
    }
    const Outbox& outbox() const { return outbox_; }

private:
    void tell(const Outbox::Event& event) {
        for (const Outbox::Action& action : outbox_.handle(event, now_)) {
            if (const auto* send = std::get_if<Send>(&action)) sent_.push_back(send->content);
            if (const auto* away = std::get_if<Away>(&action)) said_.push_back(away->why);
        }
    }
    Outbox outbox_;
    net::Instant now_{1h};
    std::vector<std::string> sent_;
    std::vector<std::string> said_;
};

TEST(Outbox, SendsOneAfterTheOther) {
    Post post;
    post.put("a");
    post.put("b");
    EXPECT_THAT(post.sent(), ElementsAre("a"));
    post.ends(Delivery::sent);
    EXPECT_THAT(post.sent(), ElementsAre("a", "b"));
    post.ends(Delivery::sent);
    EXPECT_TRUE(post.outbox().idle());
    EXPECT_EQ(post.status().sent, 2);
}

TEST(Outbox, KnowsSinceWhenNothingArrivesAndWhenSomethingDid) {
    Post post;
    post.put("a");
    post.pass(10s);
    post.ends(Delivery::again);
    post.pass(1s);
    post.ends(Delivery::again);
    EXPECT_EQ(post.status().failing_since, net::Instant{1h + 10s});
    EXPECT_EQ(post.status().last_sent, std::nullopt);
    post.pass(2s);
    post.ends(Delivery::sent);
    EXPECT_EQ(post.status().failing_since, std::nullopt);
    EXPECT_EQ(post.status().last_sent, net::Instant{1h + 13s});
}

TEST(Outbox, TriesAgainInPausesThatGrow) {
    Post post;
    post.put("a");
    std::vector<net::Duration> pauses;
    for (int i = 0; i < 11; ++i) {
        post.ends(Delivery::again);
        pauses.push_back(post.pause());
        post.until_due();
    }
    EXPECT_THAT(pauses, ElementsAre(1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 5min, 5min));
    EXPECT_EQ(post.status().retried, 11);
}

TEST(Outbox, HoldsUpWhatComesWhileNobodyIsThere) {
    Post post;
    post.put("a");
    post.ends(Delivery::again);
    post.put("b");
    EXPECT_THAT(post.sent(), ElementsAre("a"));
    post.until_due();
    post.ends(Delivery::sent);
    EXPECT_THAT(post.sent(), ElementsAre("a", "a", "b"));
}

TEST(Outbox, BeginsWithShortPausesAgainAfterASuccess) {
    Post post;
    post.put("a");
    for (int i = 0; i < 5; ++i) {
        post.ends(Delivery::again);
        post.until_due();
    }
    post.ends(Delivery::sent);
    post.put("b");
    post.ends(Delivery::again);
    EXPECT_EQ(post.pause(), 1s);
}

TEST(Outbox, DoesNotRepeatWhatIsRefused) {
    Post post;
    post.put("a");
    post.put("b");
    post.ends(Delivery::refused);
    EXPECT_THAT(post.sent(), ElementsAre("a", "b"));
    EXPECT_EQ(post.status().refused, 1);
    EXPECT_EQ(post.status().trouble, "why");
}

TEST(Outbox, SaysOnceThatNobodyIsThere) {
    Post post;
    post.put("a");
    for (int i = 0; i < 3; ++i) {
        post.ends(Delivery::again);
        post.until_due();
    }
    EXPECT_THAT(post.said(), ElementsAre("why"));
}

TEST(Outbox, DropsTheOldestThatWaitWhenTooManyDoButNotTheOneUnderWay) {
    Post post{{.most = 3}};
    for (const char* content : {"a", "b", "c", "d", "e"}) post.put(content);
    for (int i = 0; i < 4; ++i) post.ends(Delivery::sent);
    EXPECT_THAT(post.sent(), ElementsAre("a", "c", "d", "e"));
    EXPECT_EQ(post.status().dropped, 1);
}

TEST(Outbox, DropsWhatIsTooOld) {
    Post post{{.age = 1h}};
    post.put("a");
    post.ends(Delivery::again);
    post.pass(61min);
    EXPECT_THAT(post.sent(), ElementsAre("a"));
    EXPECT_EQ(post.status().dropped, 1);
    EXPECT_TRUE(post.outbox().idle());
}

TEST(Outbox, OfOneHoldsTheNewestOnly) {
    Post post{{.most = 1}};
    post.put("a");
    post.ends(Delivery::again);
    post.put("b");
    post.put("c");
    post.until_due();
    EXPECT_THAT(post.sent(), ElementsAre("a", "c"));
}

TEST(Outbox, OfOneSendsTheNewestAfterTheOneUnderWay) {
    Post post{{.most = 1}};
    for (const char* content : {"a", "b", "c"}) post.put(content);
    post.ends(Delivery::sent);
    EXPECT_THAT(post.sent(), ElementsAre("a", "c"));
    EXPECT_EQ(post.status().dropped, 0);
}

TEST(Outbox, OfOneDoesNotRepeatWhatWasReplacedMeanwhile) {
    Post post{{.most = 1}};
    post.put("a");
    post.put("b");
    post.ends(Delivery::again);
    post.until_due();
    EXPECT_THAT(post.sent(), ElementsAre("a", "b"));
}

TEST(Outbox, InAHurryTriesAtOnceWhatWaitsAndOnlyOnce) {
    Post post;
    post.put("a");
    post.ends(Delivery::again);
    post.put("b");
    post.hurry();
    EXPECT_THAT(post.sent(), ElementsAre("a", "a"));
    post.ends(Delivery::again);
    EXPECT_TRUE(post.outbox().idle());
    EXPECT_EQ(post.status().dropped, 2);
}

TEST(Outbox, InAHurrySendsAllThatIsAccepted) {
    Post post;
    post.put("a");
    post.ends(Delivery::again);
    post.put("b");
    post.hurry();
    post.ends(Delivery::sent);
    EXPECT_THAT(post.sent(), ElementsAre("a", "a", "b"));
}

TEST(Outbox, HasNoDeadlineWhileOneIsUnderWay) {
    Post post;
    EXPECT_EQ(post.outbox().deadline(), std::nullopt);
    post.put("a");
    EXPECT_EQ(post.outbox().deadline(), std::nullopt);
    EXPECT_THAT(post.said(), IsEmpty());
}

}  // namespace
}  // namespace holdfast::notify
