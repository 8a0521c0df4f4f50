#include "detector/hello/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/hello/samples.hpp"

namespace holdfast::hello {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Two nodes that speak once a second, and a network that does what the test says.
class SessionTest : public testing::Test {
protected:
    Message from(Session& sender) {
        Message message;
        sender.stamp({&message, 1}, now);
        return message;
    }
    Arrival say(Session& sender, Session& listener) { return listener.receive(from(sender), now); }
    void meet() {
        for (int i = 0; i < 3; ++i) exchange();
    }
    void exchange() {
        say(a, b);
        say(b, a);
        now += seconds{1};
    }

    net::Instant now{std::chrono::hours{1}};
    Session a{samples::boot(1), seconds{3}};
    Session b{samples::boot(2), seconds{3}};
};

TEST_F(SessionTest, ProvesANeighbourThatAnswers) {
    EXPECT_EQ(say(a, b), Arrival::unproven);  // it has not heard b
    EXPECT_EQ(say(b, a), Arrival::proven);
    EXPECT_EQ(say(a, b), Arrival::proven);
}

TEST_F(SessionTest, NamesNobodyBeforeItHeardAnybody) {
    EXPECT_EQ(from(a).echo, Echo{});
}

TEST_F(SessionTest, CountsAMessageOnce) {
    meet();
    const Message said = from(a);
    EXPECT_EQ(b.receive(said, now), Arrival::proven);
    EXPECT_EQ(b.receive(said, now), Arrival::replayed);
}

TEST_F(SessionTest, TakesMessagesThatOvertookEachOther) {
    meet();
    const Message first = from(a);
    const Message second = from(a);
    EXPECT_EQ(b.receive(second, now), Arrival::proven);
    EXPECT_EQ(b.receive(first, now), Arrival::proven);
    EXPECT_EQ(b.receive(first, now), Arrival::replayed);
}

TEST_F(SessionTest, RefusesAMessageThatIsFarBehind) {
    meet();
    const Message late = from(a);
    for (int i = 0; i < 64; ++i) say(a, b);
    EXPECT_EQ(b.receive(late, now), Arrival::replayed);
}

TEST_F(SessionTest, ProvesNothingWhenTheAnswerIsToSomethingSaidLongAgo) {
    meet();
    const Message held_back = from(a);
    now += milliseconds{3001};
    EXPECT_EQ(b.receive(held_back, now), Arrival::unproven);
}

// It hears us no more: what it last heard becomes old.
TEST_F(SessionTest, ProvesNothingOnceTheOtherWayIsCut) {
    meet();
    EXPECT_EQ(say(a, b), Arrival::proven);
    for (int i = 0; i < 4; ++i) {
        from(b);  // lost
        now += seconds{1};
    }
    EXPECT_EQ(say(a, b), Arrival::unproven);
}

TEST_F(SessionTest, ProvesAgainAsSoonAsTheOtherWayIsOpen) {
    meet();
    for (int i = 0; i < 10; ++i) {
        say(a, b);
        from(b);  // lost
        now += seconds{1};
    }
    say(b, a);
    EXPECT_EQ(say(a, b), Arrival::proven);
}

TEST_F(SessionTest, ProvesANeighbourThatStartedAnewWithinThreeMessages) {
    meet();
    Session again{samples::boot(3), seconds{3}};
    int messages = 0;
    while (say(again, b) != Arrival::proven && messages < 10) {
        ++messages;
        now += seconds{1};
        say(b, again);
    }
    EXPECT_LE(messages, 3);
}

TEST_F(SessionTest, IsProvenAgainAfterItStartedAnewItself) {
    meet();
    Session again{samples::boot(3), seconds{3}};
    EXPECT_EQ(again.receive(from(a), now), Arrival::unproven);  // still an answer to the one before
    say(again, a);
    from(a);  // every other answer is for the one before
    EXPECT_EQ(say(a, again), Arrival::proven);
}

TEST_F(SessionTest, RefusesWhatWasSaidBeforeTheNeighbourStartedAnew) {
    meet();
    const Message before = from(a);
    Session again{samples::boot(3), seconds{3}};
    for (int i = 0; i < 3; ++i) {
        say(again, b);
        say(b, again);
    }
    EXPECT_EQ(b.receive(before, now), Arrival::replayed);
}

TEST_F(SessionTest, RefusesItsOwnMessage) {
    meet();
    EXPECT_EQ(a.receive(from(a), now), Arrival::replayed);
}

TEST_F(SessionTest, ProvesNothingByAMessageToAThird) {
    Session c{samples::boot(3), seconds{3}};
    say(c, a);
    EXPECT_EQ(b.receive(from(a), now), Arrival::unproven);
}

// A recording of an earlier life of the neighbour would make us answer to that instead of the living one.
TEST_F(SessionTest, StaysProvenWhileARecordingPretendsThatTheNeighbourStartedAnew) {
    Session earlier{samples::boot(9), seconds{3}};
    std::vector<Message> recording;
    for (int i = 0; i < 40; ++i) recording.push_back(from(earlier));
    meet();
    int proven = 0;
    for (const Message& old : recording) {
        EXPECT_NE(b.receive(old, now), Arrival::proven);
        say(b, a);
        proven += say(a, b) == Arrival::proven;
        now += seconds{1};
    }
    EXPECT_EQ(proven, 40);
}

TEST_F(SessionTest, ForgetsARecordingThatIsNotRepeated) {
    Session earlier{samples::boot(9), seconds{3}};
    const Message old = from(earlier);
    meet();
    b.receive(old, now);
    now += milliseconds{3001};
    EXPECT_EQ(from(b).echo.boot, samples::boot(1));
    EXPECT_EQ(from(b).echo.boot, samples::boot(1));
}

TEST(AnswerTime, IsThreeSecondsOrThreeIntervals) {
    EXPECT_EQ(answer_time(milliseconds{100}), seconds{3});
    EXPECT_EQ(answer_time(seconds{10}), seconds{30});
}

}  // namespace
}  // namespace holdfast::hello
