#include "daemon/fence/latch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/fence/order.hpp"
#include "daemon/fence/settings.hpp"

namespace holdfast::fence {
namespace {

using testing::ElementsAre;

constexpr UnixTime noon = 1'700'000'000;
constexpr UnixTime minute = 60;
constexpr UnixTime hour = 60 * minute;

Latched entry(const char* instance, const char* reason = "two masters", UnixTime at = noon) {
    return {instance, "split_brain", reason, at};
}

TEST(Latch, HoldsNobodyAtFirst) {
    EXPECT_FALSE(Latch{}.holds("web"));
    EXPECT_EQ(Latch{}.why("web"), std::nullopt);
}

TEST(Latch, HoldsWhoIsFencedAndSaysWhy) {
    Latch latch;
    latch.fence(entry("web"), noon);
    EXPECT_TRUE(latch.holds("web"));
    EXPECT_EQ(latch.why("web"), "two masters");
    EXPECT_FALSE(latch.holds("mail"));
}

TEST(Latch, HoldsAnInstanceOnceWithItsLatestReason) {
    Latch latch;
    latch.fence(entry("web"), noon);
    latch.fence(entry("web", "again"), noon + minute);
    EXPECT_THAT(latch.instances, ElementsAre(entry("web", "again")));
}

TEST(Latch, ReleasesTheOneThatIsNamed) {
    Latch latch;
    latch.fence(entry("web"), noon);
    latch.fence(entry("mail"), noon);
    latch.release("web");
    EXPECT_FALSE(latch.holds("web"));
    EXPECT_TRUE(latch.holds("mail"));
}

TEST(Latch, RemembersTheFencesOfWhomItReleased) {
    Latch latch;
    latch.fence(entry("web"), noon);
    latch.release("web");
    EXPECT_THAT(latch.fences, ElementsAre(noon));
}

TEST(Latch, HoldsEverybodyWhileItIsUnreadable) {
    const Latch latch{.instances = {}, .fences = {}, .unreadable = "it is cut off"};
    EXPECT_TRUE(latch.holds("web"));
    EXPECT_EQ(latch.why("web"), "it is cut off");
}

TEST(Latch, BlowsItsFuseAtSoManyFencesAnHour) {
    Latch latch;
    latch.fence(entry("web"), noon);
    latch.fence(entry("web"), noon + minute);
    EXPECT_FALSE(latch.blown(3, noon + minute));
    latch.fence(entry("web"), noon + 2 * minute);
    EXPECT_TRUE(latch.blown(3, noon + 2 * minute));
}

TEST(Latch, MendsItsFuseWithinAnHour) {
    const Latch latch{.instances = {}, .fences = {noon, noon + 1, noon + 2}, .unreadable = {}};
    EXPECT_TRUE(latch.blown(3, noon + hour - 1));
    EXPECT_FALSE(latch.blown(3, noon + hour));
}

TEST(Latch, KeepsItsFuseBlownWhenTheClockIsSetBack) {
    const Latch latch{.instances = {}, .fences = {noon, noon, noon}, .unreadable = {}};
    EXPECT_TRUE(latch.blown(3, noon - 10 * hour));
}

TEST(Latch, ForgetsFencesOlderThanAnHour) {
    Latch latch;
    latch.fence(entry("web"), noon);
    latch.fence(entry("web"), noon + hour);
    EXPECT_THAT(latch.fences, ElementsAre(noon + hour));
}

TEST(Labels, NameEachStep) {
    std::vector<std::string_view> labels;
    for (int step = 0; step <= static_cast<int>(Step::reboot); ++step) labels.push_back(label(static_cast<Step>(step)));
    EXPECT_THAT(labels,
                ElementsAre("remove", "persist", "command", "verify", "block", "link-down", "watchdog", "reboot"));
}

TEST(Labels, NameEachRungAsTheConfigurationDoes) {
    std::vector<std::string_view> labels;
    for (const Escalation rung : {Escalation::block, Escalation::link_down, Escalation::watchdog, Escalation::reboot}) {
        labels.push_back(label(rung));
    }
    EXPECT_THAT(labels, ElementsAre("block", "link-down", "watchdog", "reboot"));
}

}  // namespace
}  // namespace holdfast::fence
