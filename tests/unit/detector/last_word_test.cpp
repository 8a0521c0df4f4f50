// A master has the last word, after another that took over by mistake.
#include <gmock/gmock.h>

#include "tests/unit/detector/audit_bench.hpp"

namespace holdfast::detector {
namespace last_word_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Nobody but the neighbours heard of it.
TEST_F(AuditTest, AMasterHasTheLastWordAfterAnAnnouncementOfAnother) {
    become(Role::master);
    run(seconds{5});
    audit.contradicted(now);
    const net::Instant start = now;
    settle();
    run(seconds{5});
    EXPECT_THAT(reasserted, ElementsAre(start + milliseconds{1500}));
}

TEST_F(AuditTest, AMasterLeavesTheLastWordToWhoAnswersStill) {
    answerers = {{.source = peer}};
    become(Role::master);
    run(seconds{5});
    audit.contradicted(now);
    settle();
    run(seconds{30});
    EXPECT_THAT(reasserted, IsEmpty());
}

TEST_F(AuditTest, AMasterHasTheLastWordWhenTheOtherAnswersNoLonger) {
    answerers = {{.source = peer}};
    become(Role::master);
    run(seconds{5});
    audit.contradicted(now);
    settle();
    run(seconds{5});
    answerers.clear();
    run(seconds{10});
    EXPECT_THAT(reasserted, SizeIs(1));
}

TEST_F(AuditTest, AMasterHasTheLastWordAtMostOnceInTenSeconds) {
    become(Role::master);
    run(seconds{5});
    for (int second = 0; second < 40; second += 4) {
        audit.contradicted(now);
        settle();
        run(seconds{4});
    }
    EXPECT_THAT(reasserted, SizeIs(4));
}

TEST_F(AuditTest, AMasterContradictedDuringARoundAsksOnceMore) {
    become(Role::master);
    run(seconds{5});
    audit.suspect(true);
    settle();
    audit.suspect(false);
    run(milliseconds{650});
    audit.contradicted(now);
    const net::Instant start = now;
    run(seconds{5});
    ASSERT_THAT(reasserted, SizeIs(1));
    EXPECT_LE(reasserted.front() - start, seconds{3});
}

TEST_F(AuditTest, WhoIsNoLongerMasterHasNoLastWord) {
    become(Role::master);
    run(seconds{5});
    audit.contradicted(now);
    become(Role::backup);
    run_as_backup(seconds{20});
    EXPECT_THAT(reasserted, IsEmpty());
}

}  // namespace last_word_test
}  // namespace holdfast::detector
