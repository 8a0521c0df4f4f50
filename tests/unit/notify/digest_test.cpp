// What happens within two seconds is one mail, and mails are bounded.
#include "daemon/notify/digest.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::notify {
namespace {

using engine::Standing;
using testing::IsEmpty;
using testing::SizeIs;

class Desk {
public:
    void tell(const Digest::Event& event) {
        for (Write& mail : digest_.handle(event, now_)) mails_.push_back(std::move(mail));
    }
    void pass(net::Duration time) {
        now_ += time;
        tell(DeadlineReached{});
    }
    const std::vector<Write>& mails() const { return mails_; }
    const Digest& digest() const { return digest_; }

private:
    Digest digest_;
    net::Instant now_{1h};
    std::vector<Write> mails_;
};

TEST(Digest, GathersForTwoSeconds) {
    Desk desk;
    desk.tell(becomes(Standing::backup));
    desk.pass(1s);
    desk.tell(becomes(Standing::master));
    EXPECT_THAT(desk.mails(), IsEmpty());
    desk.pass(1s);
    ASSERT_THAT(desk.mails(), SizeIs(1));
    EXPECT_THAT(desk.mails()[0].happenings, SizeIs(2));
    EXPECT_TRUE(desk.digest().idle());
}

TEST(Digest, WritesAnotherForWhatComesLater) {
    Desk desk;
    desk.tell(becomes(Standing::backup));
    desk.pass(2s);
    desk.tell(becomes(Standing::master));
    desk.pass(2s);
    EXPECT_THAT(desk.mails(), SizeIs(2));
}

TEST(Digest, WritesNothingOfWhatIsNotForPeople) {
    Desk desk;
    desk.tell(verdict_becomes("transition"));
    desk.tell(Happening{some_day, net::Note{net::Level::info, "reloaded", "", {}}});
    EXPECT_TRUE(desk.digest().idle());
}

TEST(Digest, WritesOfAVerdictThatMattersAndOfItsEnd) {
    EXPECT_TRUE(is_for_people(verdict_becomes("split_brain")));
    EXPECT_TRUE(is_for_people(verdict_becomes("healthy", "split_brain")));
    EXPECT_FALSE(is_for_people(verdict_becomes("healthy", "transition")));
}

TEST(Digest, WritesNoMoreThanSoManyMailsAnHourAndThenWhatItHeldBack) {
    Desk desk;
    for (std::size_t i = 0; i < Digest::mails_an_hour + 5; ++i) {
        desk.tell(becomes(Standing::master));
        desk.pass(2s);
    }
    EXPECT_THAT(desk.mails(), SizeIs(Digest::mails_an_hour));
    desk.pass(1h);
    ASSERT_THAT(desk.mails(), SizeIs(Digest::mails_an_hour + 1));
    EXPECT_THAT(desk.mails().back().happenings, SizeIs(5));
}

TEST(Digest, KeepsTheLatestOfTooMany) {
    Desk desk;
    for (std::size_t i = 0; i < Digest::most; ++i) desk.tell(becomes(Standing::master));
    desk.tell(becomes(Standing::fault));
    desk.pass(2s);
    EXPECT_EQ(desk.mails().at(0).left_out, 1);
    EXPECT_EQ(desk.mails().at(0).happenings.back(), becomes(Standing::fault));
}

TEST(Digest, WritesAtOnceWhenTheEndIsNear) {
    Desk desk;
    desk.tell(becomes(Standing::stopped));
    desk.tell(Hurry{});
    EXPECT_THAT(desk.mails(), SizeIs(1));
    EXPECT_TRUE(desk.digest().idle());
}

TEST(Digest, WaitsForNoHourWhenTheEndIsNear) {
    Desk desk;
    for (std::size_t i = 0; i <= Digest::mails_an_hour; ++i) {
        desk.tell(becomes(Standing::master));
        desk.pass(2s);
    }
    desk.tell(Hurry{});
    EXPECT_TRUE(desk.digest().idle());
}

}  // namespace
}  // namespace holdfast::notify
