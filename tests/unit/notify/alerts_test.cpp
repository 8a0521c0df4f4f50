// Critical verdicts are pushed at once, warnings when they last, and the end of each for a while.
#include "daemon/notify/alerts.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::notify {
namespace {

using engine::Standing;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class Pager {
public:
    Pager() {
        Settings settings;
        settings.node = "lb1";
        settings.parties = {web()};
        settings.alertmanager.labels = {{"cluster", "lb"}};
        tell(settings);
    }
    void tell(const Alerts::Event& event) {
        for (const Push& push : alerts_.handle(event, now_)) pushes_.push_back(push.alerts);
    }
    // All that is due meanwhile happens in its time.
    void pass(net::Duration time) {
        const net::Instant end = now_ + time;
        for (auto due = alerts_.deadline(); due && *due <= end; due = alerts_.deadline()) {
            now_ = *due;
            tell(DeadlineReached{});
        }
        now_ = end;
    }
    const std::vector<std::vector<Alert>>& pushes() const { return pushes_; }

private:
    Alerts alerts_;
    net::Instant now_{1h};
    std::vector<std::vector<Alert>> pushes_;
};

TEST(Alerts, OfACriticalVerdictArePushedAtOnceWithTheLabelsOfTheRules) {
    Pager pager;
    pager.tell(verdict_becomes("split_brain"));
    ASSERT_THAT(pager.pushes(), SizeIs(1));
    const Alert& alert = pager.pushes()[0].at(0);
    EXPECT_THAT(alert.labels,
                UnorderedElementsAre(Pair("alertname", "HoldfastSplitBrain"), Pair("severity", "critical"),
                                     Pair("job", "holdfast"), Pair("instance", "lb1"), Pair("name", "web"),
                                     Pair("interface", "eth0"), Pair("vrid", "51"), Pair("family", "ipv4"),
                                     Pair("verdict", "split_brain"), Pair("cluster", "lb")));
    EXPECT_EQ(alert.starts, some_day);
    EXPECT_EQ(alert.ends, std::nullopt);
    EXPECT_EQ(alert.annotations.at("description"), "10.0.0.2 answers too");
}

TEST(Alerts, AreRepeatedWhileTheyHold) {
    Pager pager;
    pager.tell(verdict_becomes("split_brain"));
    pager.pass(90s);
    EXPECT_THAT(pager.pushes(), SizeIs(4));
}

TEST(Alerts, AreResolvedWhenTheVerdictIsOverAndThatIsRepeatedForAWhile) {
    Pager pager;
    pager.tell(verdict_becomes("split_brain"));
    pager.tell(verdict_becomes("healthy", "split_brain"));
    EXPECT_EQ(pager.pushes().back().at(0).ends, some_day);
    pager.pass(1h);
    EXPECT_THAT(pager.pushes(), SizeIs(2 + 9));
}

TEST(Alerts, OfAWarningArePushedWhenItHasHeldForAsLongAsTheRulesWait) {
    Pager pager;
    pager.tell(verdict_becomes("jeopardy"));
    pager.pass(Alerts::warning_holds - 1s);
    EXPECT_THAT(pager.pushes(), IsEmpty());
    pager.pass(1s);
    ASSERT_THAT(pager.pushes(), SizeIs(1));
    EXPECT_THAT(pager.pushes()[0].at(0).labels, testing::Contains(Pair("alertname", "HoldfastVerdictWarning")));
}

TEST(Alerts, OfAWarningThatIsSoonOverAreNeverPushed) {
    Pager pager;
    pager.tell(verdict_becomes("jeopardy"));
    pager.pass(1min);
    pager.tell(verdict_becomes("healthy", "jeopardy"));
    pager.pass(1h);
    EXPECT_THAT(pager.pushes(), IsEmpty());
}

TEST(Alerts, OfAVerdictThatBecomesAnotherAreOneThatEndsAndOneThatBegins) {
    Pager pager;
    pager.tell(verdict_becomes("split_brain"));
    pager.tell(verdict_becomes("isolated", "split_brain"));
    const auto& both = pager.pushes().back();
    ASSERT_THAT(both, SizeIs(2));
    EXPECT_EQ(both[0].labels.at("alertname"), "HoldfastVerdictCritical");
    EXPECT_EQ(both[1].ends, some_day);
}

TEST(Alerts, OfWhatComesBackAreNotOverAnyMore) {
    Pager pager;
    pager.tell(verdict_becomes("split_brain"));
    pager.tell(verdict_becomes("healthy", "split_brain"));
    pager.tell(verdict_becomes("split_brain"));
    EXPECT_THAT(pager.pushes().back(), SizeIs(1));
    EXPECT_EQ(pager.pushes().back().at(0).ends, std::nullopt);
}

TEST(Alerts, OfAFenceHoldUntilItIsReleased) {
    Pager pager;
    pager.tell(becomes(Standing::fenced));
    EXPECT_EQ(pager.pushes().back().at(0).labels.at("alertname"), "HoldfastFenced");
    pager.tell(becomes(Standing::backup, "web", Standing::fenced));
    EXPECT_NE(pager.pushes().back().at(0).ends, std::nullopt);
}

TEST(Alerts, OfAnInstanceThatStopsAreResolved) {
    Pager pager;
    pager.tell(verdict_becomes("split_brain"));
    pager.tell(becomes(Standing::stopped));
    EXPECT_NE(pager.pushes().back().at(0).ends, std::nullopt);
}

}  // namespace
}  // namespace holdfast::notify
