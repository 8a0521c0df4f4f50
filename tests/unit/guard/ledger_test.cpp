#include "daemon/guard/ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::guard {
namespace ledger_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr net::InterfaceIndex eth0{2};
constexpr net::Duration limit = 2750ms;

net::Instant at(net::Duration since_boot) {
    return net::Instant{since_boot};
}

Promise promise(Slot slot, const char* address, net::Duration silence_limit = limit) {
    return {slot, silence_limit, {{eth0, net::Prefix::parse(address).value()}}};
}
Promise release(Slot slot) {
    return {slot, limit, {}};
}

class LedgerTest : public testing::Test {
protected:
    std::map<Slot, net::Instant> last_sent;
    Ledger ledger{[this](Slot slot) { return last_sent[slot]; }};
    const Promise web = promise(1, "192.0.2.1");
    const Promise mail = promise(2, "192.0.2.2", 1s);
};

TEST_F(LedgerTest, HasNoDeadlineWithoutAPromise) {
    EXPECT_EQ(ledger.deadline(), std::nullopt);
}

TEST_F(LedgerTest, CountsSilenceFromTheLastAdvert) {
    ledger.take(web, at(10s));
    last_sent[1] = at(12s);
    EXPECT_EQ(ledger.deadline(), at(14750ms));
}

TEST_F(LedgerTest, CountsSilenceFromThePromiseBeforeTheFirstAdvert) {
    last_sent[1] = at(1s);  // from an earlier time as master
    ledger.take(web, at(10s));
    EXPECT_EQ(ledger.deadline(), at(12750ms));
}

TEST_F(LedgerTest, IsNotKeptQuietByPromisesWithoutAdverts) {
    ledger.take(web, at(10s));
    ledger.take(web, at(12s));
    EXPECT_EQ(ledger.deadline(), at(12750ms));
}

TEST_F(LedgerTest, DeletesNothingBeforeTheLimit) {
    ledger.take(web, at(10s));
    EXPECT_THAT(ledger.expire(at(12750ms) - 1ns), IsEmpty());
}

TEST_F(LedgerTest, DeletesAtTheLimit) {
    ledger.take(web, at(10s));
    EXPECT_THAT(ledger.expire(at(12750ms)), ElementsAre(web));
}

TEST_F(LedgerTest, DeletesNothingWhenAnAdvertCameMeanwhile) {
    ledger.take(web, at(10s));
    last_sent[1] = at(12s);
    EXPECT_THAT(ledger.expire(at(12750ms)), IsEmpty());
}

TEST_F(LedgerTest, WaitsForTheEarliestOfTheSlots) {
    ledger.take(web, at(10s));
    ledger.take(mail, at(10s));
    EXPECT_EQ(ledger.deadline(), at(11s));
}

TEST_F(LedgerTest, DeletesTheSilentSlotOnly) {
    ledger.take(web, at(10s));
    ledger.take(mail, at(10s));
    EXPECT_THAT(ledger.expire(at(11s)), ElementsAre(mail));
}

TEST_F(LedgerTest, DeletesAllThatAreDueTogether) {
    ledger.take(web, at(10s));
    ledger.take(mail, at(10s));
    EXPECT_THAT(ledger.expire(at(20s)), ElementsAre(web, mail));
}

TEST_F(LedgerTest, ForgetsWhatIsReleased) {
    ledger.take(web, at(10s));
    ledger.take(release(1), at(11s));
    EXPECT_EQ(ledger.deadline(), std::nullopt);
    EXPECT_TRUE(ledger.empty());
}

TEST_F(LedgerTest, IgnoresTheReleaseOfWhatItDoesNotKnow) {
    ledger.take(release(1), at(11s));
    EXPECT_TRUE(ledger.empty());
}

TEST_F(LedgerTest, DeletesWhatWasPromisedLast) {
    ledger.take(web, at(10s));
    ledger.take(promise(1, "192.0.2.9"), at(11s));
    EXPECT_THAT(ledger.expire(at(20s)), ElementsAre(promise(1, "192.0.2.9")));
}

TEST_F(LedgerTest, TakesANewLimitAtOnce) {
    ledger.take(web, at(10s));
    ledger.take(promise(1, "192.0.2.1", 1s), at(10s));
    EXPECT_EQ(ledger.deadline(), at(11s));
}

// The engine may have been stopped between promising an address and adding it.
TEST_F(LedgerTest, DeletesAgainAfterEachFurtherLimitOfSilence) {
    ledger.take(web, at(10s));
    ledger.expire(at(13s));
    EXPECT_EQ(ledger.deadline(), at(15750ms));
    EXPECT_THAT(ledger.expire(at(15750ms)), ElementsAre(web));
}

TEST_F(LedgerTest, LeavesAnEngineAloneThatIsHeardAgain) {
    ledger.take(web, at(10s));
    ledger.expire(at(13s));
    last_sent[1] = at(15s);
    EXPECT_THAT(ledger.expire(at(15750ms)), IsEmpty());
    EXPECT_EQ(ledger.deadline(), at(17750ms));
}

TEST_F(LedgerTest, CountsANewPromiseAfterADeletionFromItsOwnTime) {
    ledger.take(web, at(10s));
    ledger.expire(at(13s));
    ledger.take(web, at(15s));
    EXPECT_EQ(ledger.deadline(), at(17750ms));
}

TEST_F(LedgerTest, LetsADeadEnginesPromisesRunOut) {
    ledger.take(web, at(10s));
    ledger.engine_died();
    EXPECT_FALSE(ledger.empty());
    EXPECT_THAT(ledger.expire(at(12750ms)), ElementsAre(web));
    EXPECT_TRUE(ledger.empty());
}

// It may have woken, added the address, and died.
TEST_F(LedgerTest, DeletesOnceMoreWhatHadExpiredWhenTheEngineDies) {
    ledger.take(web, at(10s));
    ledger.expire(at(13s));
    ledger.engine_died();
    EXPECT_EQ(ledger.deadline(), at(13s));
    EXPECT_THAT(ledger.expire(at(14s)), ElementsAre(web));
    EXPECT_TRUE(ledger.empty());
}

TEST_F(LedgerTest, KeepsADeadEnginesSlotThatHadComeBack) {
    ledger.take(web, at(10s));
    ledger.expire(at(13s));
    last_sent[1] = at(15s);
    ledger.engine_died();
    EXPECT_EQ(ledger.deadline(), at(17750ms));
}

TEST_F(LedgerTest, TellsASuccessorWhatIsLeftAndForHowLong) {
    ledger.take(web, at(10s));
    last_sent[1] = at(11s);
    EXPECT_THAT(ledger.leftovers(at(12s)),
                ElementsAre(Leftover{eth0, net::Prefix::parse("192.0.2.1").value(), 1750ms}));
}

TEST_F(LedgerTest, DoesNotLeaveASuccessorWhatIsDeleted) {
    ledger.take(web, at(10s));
    ledger.expire(at(13s));
    EXPECT_THAT(ledger.leftovers(at(13s)), IsEmpty());
}

}  // namespace ledger_test
}  // namespace holdfast::guard
