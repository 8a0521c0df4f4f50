// Why an instance is out, and what the engine hears of it.

#include "daemon/app/withdrawals.hpp"

#include <gmock/gmock.h>

namespace holdfast::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Cause = Withdrawals::Cause;

// "fence web (why)", "yield web (why)", "readmit web (why)"
std::vector<std::string> words(const Withdrawals::Events& events) {
    std::vector<std::string> words;
    for (const engine::Event& event : events) {
        if (const auto* out = std::get_if<engine::Withdraw>(&event)) {
            const char* how = out->kind == engine::Withdrawal::fenced ? "fence " : "yield ";
            words.push_back(how + out->instance + " (" + out->why + ")");
        }
        if (const auto* in = std::get_if<engine::Readmit>(&event)) {
            words.push_back("readmit " + in->instance + " (" + in->why + ")");
        }
    }
    return words;
}

TEST(Withdrawals, TellTheEngineOfTheFirstCause) {
    EXPECT_THAT(words(Withdrawals{}.add("web", Cause::ruling, "two masters")), ElementsAre("yield web (two masters)"));
}

TEST(Withdrawals, ReadmitWhenTheOnlyCauseIsGone) {
    Withdrawals withdrawals;
    withdrawals.add("web", Cause::ruling, "two masters");
    EXPECT_THAT(words(withdrawals.remove("web", Cause::ruling, "over")), ElementsAre("readmit web (over)"));
    EXPECT_FALSE(withdrawals.any("web"));
}

TEST(Withdrawals, LastUntilTheLastCauseIsGone) {
    Withdrawals withdrawals;
    withdrawals.add("web", Cause::operator_yield, "asked to");
    EXPECT_THAT(words(withdrawals.add("web", Cause::ruling, "two masters")), IsEmpty());
    EXPECT_THAT(words(withdrawals.remove("web", Cause::ruling, "over")), IsEmpty());
    EXPECT_THAT(words(withdrawals.remove("web", Cause::operator_yield, "cleared")),
                ElementsAre("readmit web (cleared)"));
}

TEST(Withdrawals, ShowTheWeightiestCause) {
    Withdrawals withdrawals;
    withdrawals.add("web", Cause::drill, "a drill");
    EXPECT_THAT(words(withdrawals.add("web", Cause::fence, "two masters")), ElementsAre("fence web (two masters)"));
}

TEST(Withdrawals, SayWhatIsLeftWhenTheWeightiestIsGone) {
    Withdrawals withdrawals;
    withdrawals.add("web", Cause::operator_yield, "asked to");
    withdrawals.add("web", Cause::drill, "a drill");
    EXPECT_THAT(words(withdrawals.remove("web", Cause::operator_yield, "cleared")), ElementsAre("yield web (a drill)"));
}

TEST(Withdrawals, EndAFenceBeforeTheyYieldForAnotherCause) {
    Withdrawals withdrawals;
    withdrawals.add("web", Cause::fence, "two masters");
    withdrawals.add("web", Cause::operator_yield, "asked to");
    EXPECT_THAT(words(withdrawals.remove("web", Cause::fence, "cleared")),
                ElementsAre("readmit web (cleared)", "yield web (asked to)"));
}

TEST(Withdrawals, KnowNothingOfACauseThatNeverWas) {
    Withdrawals withdrawals;
    EXPECT_THAT(words(withdrawals.remove("web", Cause::fence, "cleared")), IsEmpty());
    EXPECT_FALSE(withdrawals.any("web"));
}

TEST(Withdrawals, AreOfEachInstance) {
    Withdrawals withdrawals;
    withdrawals.add("web", Cause::fence, "two masters");
    withdrawals.add("mail", Cause::ruling, "two masters");
    EXPECT_THAT(withdrawals.all(Cause::fence), ElementsAre("web"));
}

}  // namespace
}  // namespace holdfast::app
