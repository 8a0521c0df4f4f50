#include "daemon/guard/latch_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/guard/fence_host.hpp"

namespace holdfast::guard {
namespace {

using testing::HasSubstr;
using testing::Optional;

class LatchFile : public testing::Test {
protected:
    test::Folder folder;
    const std::string file = folder.file("fence.latch");
    const fence::UnixTime now = wall_clock();

    fence::Latch read() const { return read_latch(folder.path()); }
    fence::Latch read(const std::string& text) const {
        folder.write("fence.latch", text, 0600);
        return read();
    }
    fence::Latch latch_at(fence::UnixTime at) const {
        return {.instances = {{"web", "split_brain", "two \"masters\"\n", at}}, .fences = {at}, .unreadable = {}};
    }
    void expect_unreadable(const fence::Latch& latch, const char* why) const {
        EXPECT_THAT(latch.unreadable, Optional(HasSubstr(why)));
        EXPECT_TRUE(latch.holds("web"));
    }
};

TEST_F(LatchFile, IsEmptyWhereThereIsNone) {
    EXPECT_EQ(read(), fence::Latch{});
}

TEST_F(LatchFile, IsEmptyWhereTheFolderIsMissing) {
    EXPECT_EQ(read_latch(folder.path() / "nowhere"), fence::Latch{});
}

TEST_F(LatchFile, ReturnsWhatWasWritten) {
    ASSERT_TRUE(write_latch(folder.path(), latch_at(now)));
    EXPECT_EQ(read(), latch_at(now));
}

TEST_F(LatchFile, IsWrittenInAFormThatMustBeReadForEver) {
    const fence::Latch latch = read(R"({"version":1,"instances":[{"instance":"web","verdict":"split_brain",)"
                                    R"("reason":"two masters","at":1700000000}],"fences":[1700000000]})");
    EXPECT_EQ(latch, (fence::Latch{{{"web", "split_brain", "two masters", 1'700'000'000}}, {1'700'000'000}, {}}));
}

TEST_F(LatchFile, IsWrittenWhateverBytesAReasonHolds) {
    fence::Latch latch = latch_at(now);
    latch.instances.front().reason = "\xff\xfe";
    ASSERT_TRUE(write_latch(folder.path(), latch));
    EXPECT_TRUE(read().holds("web"));
    EXPECT_EQ(read().unreadable, std::nullopt);
}

TEST_F(LatchFile, IsItsOwnersAlone) {
    ASSERT_TRUE(write_latch(folder.path(), latch_at(now)));
    struct stat about{};
    ASSERT_EQ(::stat(file.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
}

TEST_F(LatchFile, IsLeftAsItIsWhileItIsUnreadable) {
    const fence::Latch latch = read("damaged");
    ASSERT_TRUE(write_latch(folder.path(), latch));
    EXPECT_EQ(test::content_of(file), "damaged");
}

TEST_F(LatchFile, FencesEverythingWhenItIsDamaged) {
    expect_unreadable(read(R"({"version":1,"instances":[)"), "damaged");
}

TEST_F(LatchFile, FencesEverythingWhenItIsEmpty) {
    expect_unreadable(read(""), "damaged");
}

TEST_F(LatchFile, FencesEverythingWhenAFieldIsMissingOrOfAnotherType) {
    expect_unreadable(read(R"({"version":1,"instances":[]})"), "damaged");
    expect_unreadable(read(R"({"version":1,"instances":[{"instance":"web"}],"fences":[]})"), "damaged");
    expect_unreadable(read(R"({"version":1,"instances":{},"fences":["x"]})"), "damaged");
    expect_unreadable(read(R"({"version":1,"instances":null,"fences":[]})"), "damaged");
    expect_unreadable(read(R"({"version":1,"instances":{},"fences":[]})"), "damaged");
    expect_unreadable(read(R"({"version":1,"instances":[],"fences":[1.5]})"), "damaged");
    expect_unreadable(read("[]"), "damaged");
}

TEST_F(LatchFile, FencesEverythingWhenItIsOfAnotherVersion) {
    expect_unreadable(read(R"({"version":2,"instances":[],"fences":[]})"), "version 2 is unknown");
}

TEST_F(LatchFile, FencesEverythingWhenItIsFromTheFuture) {
    constexpr fence::UnixTime day = 86'400, two_days = 2 * day;
    ASSERT_TRUE(write_latch(folder.path(), latch_at(now + two_days)));
    expect_unreadable(read(), "from the future");
    ASSERT_TRUE(write_latch(folder.path(), {.instances = {}, .fences = {now + two_days}, .unreadable = {}}));
    expect_unreadable(read(), "from the future");
}

TEST_F(LatchFile, IsBelievedWhenItIsOfLaterToday) {
    ASSERT_TRUE(write_latch(folder.path(), latch_at(now + 3600)));
    EXPECT_EQ(read().unreadable, std::nullopt);
}

TEST_F(LatchFile, FencesEverythingWhenItIsNoRegularFile) {
    ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
    expect_unreadable(read(), "fence.latch: invalid argument");
}

TEST_F(LatchFile, FencesEverythingWhenItIsALink) {
    ASSERT_TRUE(write_latch(folder.path(), latch_at(now)));
    std::filesystem::rename(file, folder.path() / "elsewhere");
    std::filesystem::create_symlink("elsewhere", file);
    expect_unreadable(read(), "symbolic links");
}

TEST_F(LatchFile, FencesEverythingWhenAnotherUserWroteIt) {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    ASSERT_TRUE(write_latch(folder.path(), latch_at(now)));
    ASSERT_EQ(::chown(file.c_str(), 65534, 65534), 0);
    expect_unreadable(read(), "operation not permitted");
}

TEST_F(LatchFile, FencesEverythingWhenOthersMayWriteIt) {
    ASSERT_TRUE(write_latch(folder.path(), latch_at(now)));
    ::chmod(file.c_str(), 0620);
    expect_unreadable(read(), "operation not permitted");
}

TEST_F(LatchFile, FencesEverythingWhenItIsTooLarge) {
    expect_unreadable(read(std::string((1 << 20) + 1, ' ')), "file too large");
}

TEST_F(LatchFile, DoesNotFollowALinkThatSomebodyPutBesideIt) {
    const std::string victim = folder.file("victim");
    std::filesystem::create_symlink(victim, folder.path() / ".fence.latch.new");
    ASSERT_TRUE(write_latch(folder.path(), latch_at(now)));
    EXPECT_FALSE(std::filesystem::exists(victim));
    EXPECT_EQ(read(), latch_at(now));
}

}  // namespace
}  // namespace holdfast::guard
