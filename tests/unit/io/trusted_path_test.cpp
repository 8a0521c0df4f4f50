// Who could put another program in the place of the one that root runs.
#include "daemon/io/trusted_path.hpp"

#include <unistd.h>

#include <gmock/gmock.h>

#include "tests/unit/folder.hpp"

namespace holdfast::io {
namespace {

namespace fs = std::filesystem;
using fs::perms;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr uid_t somebody = 1234;
constexpr gid_t some_group = 1235;

class TrustedPath : public testing::Test {
protected:
    TrustedPath() {
        fs::create_directory(folder / "bin");
        script = folder.write("bin/fence.sh", "", 0644);
    }

    static void give(const fs::path& path, uid_t owner, gid_t group = 0) {
        ASSERT_EQ(::lchown(path.c_str(), owner, group), 0);
    }
    static void allow(const fs::path& path, perms more) { fs::permissions(path, more, fs::perm_options::add); }
    static std::string said_of(const fs::path& path, uid_t owner = 0) {
        const auto all = objections_to(path, owner);
        EXPECT_THAT(all, SizeIs(1));
        return all.empty() ? "" : all.front().what;
    }

    test::Folder folder;
    fs::path script;
};

TEST_F(TrustedPath, OfRootAloneIsFine) {
    EXPECT_THAT(objections_to(script), IsEmpty());
}

TEST_F(TrustedPath, IsAWholeOne) {
    EXPECT_THAT(said_of("bin/fence.sh"), HasSubstr("is not a whole path"));
}

TEST_F(TrustedPath, BelongsToNobodyElse) {
    give(script, somebody);
    EXPECT_EQ(said_of(script), script.string() + " belongs to user 1234");
    EXPECT_THAT(objections_to(script).front().remedy, HasSubstr("chown -h root"));
}

TEST_F(TrustedPath, MayBelongToWhoItRunsAs) {
    give(script, somebody);
    EXPECT_THAT(objections_to(script, somebody), IsEmpty());
}

TEST_F(TrustedPath, LiesInAFolderOfNobodyElse) {
    give(folder.path(), somebody);
    EXPECT_EQ(said_of(script), folder.path().string() + " belongs to user 1234");
}

TEST_F(TrustedPath, IsNotWrittenByOthers) {
    allow(script, perms::others_write);
    EXPECT_THAT(said_of(script), HasSubstr("fence.sh may be written by others (mode 0646, o+w)"));
    EXPECT_EQ(objections_to(script).front().remedy, "chmod o-w " + script.string());
}

TEST_F(TrustedPath, IsNotWrittenByItsGroup) {
    give(script, 0, some_group);
    allow(script, perms::group_write);
    EXPECT_THAT(said_of(script), HasSubstr("fence.sh may be written by group 1235 (mode 0664, g+w)"));
}

TEST_F(TrustedPath, MayBeWrittenByRootsGroup) {
    allow(script, perms::group_write);
    EXPECT_THAT(objections_to(script), IsEmpty());
}

TEST_F(TrustedPath, LeadsThroughNoFolderThatItsGroupWrites) {
    give(folder.path(), 0, some_group);
    allow(folder.path(), perms::group_write);
    EXPECT_THAT(said_of(script), HasSubstr(folder.path().string() + " may be written by group 1235"));
}

TEST_F(TrustedPath, MayLeadThroughAStickyFolder) {
    fs::permissions(folder.path(), perms::all | perms::sticky_bit);
    EXPECT_THAT(objections_to(script), IsEmpty());
}

TEST_F(TrustedPath, IsNotForOthersToMake) {
    fs::permissions(folder.path(), perms::all | perms::sticky_bit);
    EXPECT_EQ(said_of(folder / "none/fence.sh"), "others may make " + folder.file("none"));
}

TEST_F(TrustedPath, MayBeMissingWhereRootAloneCanMakeIt) {
    EXPECT_THAT(objections_to(folder / "bin/none"), IsEmpty());
}

TEST_F(TrustedPath, IsFollowedThroughLinks) {
    fs::create_directory(folder / "open");
    fs::create_symlink("../open/../bin/fence.sh", folder / "bin/link");
    fs::create_symlink(folder / "bin/link", folder / "first");
    EXPECT_THAT(objections_to(folder / "first"), IsEmpty());
    allow(folder / "open", perms::others_write);
    EXPECT_THAT(said_of(folder / "first"), HasSubstr("open may be written by others"));
}

TEST_F(TrustedPath, IsNoLinkOfSomebodyElse) {
    fs::create_symlink(script, folder / "link");
    give(folder / "link", somebody);
    EXPECT_EQ(said_of(folder / "link"), folder.file("link") + " belongs to user 1234");
}

TEST_F(TrustedPath, DoesNotLeadInACircle) {
    fs::create_symlink("circle", folder / "circle");
    EXPECT_THAT(said_of(folder / "circle"), HasSubstr("leads nowhere"));
}

}  // namespace
}  // namespace holdfast::io
