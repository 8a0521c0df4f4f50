#include "daemon/runner/safety.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/folder.hpp"

namespace holdfast::runner {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr uid_t somebody = 12345;
const User root{};

class Safety : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "files of several users need root";
    }
    static User user(uid_t uid, gid_t gid = 4000) {
        return {.name = "checker", .uid = uid, .gid = gid, .groups = {gid}};
    }
    std::string in_folder(const std::string& name, mode_t mode) const {
        std::filesystem::create_directory(folder.file(name));
        ::chmod(folder.file(name).c_str(), mode);
        return folder.write(name + "/check.sh", "#!/bin/sh\n", 0755);
    }
    test::Folder folder;
    const std::string script = folder.script("exit 0", "check.sh");
};

TEST_F(Safety, HasNothingAgainstTheSystemsOwn) {
    EXPECT_THAT(unsafe({"/bin/true"}, root), IsEmpty());
    EXPECT_THAT(unsafe({"/bin/true"}, find_user("nobody").value()), IsEmpty());
}

TEST_F(Safety, HasNothingAgainstAScriptOfRootsEvenBelowAStickyFolder) {
    EXPECT_THAT(unsafe({script}, user(somebody)), IsEmpty());
}

TEST_F(Safety, HasNothingAgainstAScriptOfTheUsersOwn) {
    ASSERT_EQ(::chown(script.c_str(), somebody, 0), 0);
    EXPECT_THAT(unsafe({script}, user(somebody)), IsEmpty());
}

TEST_F(Safety, RefusesWhatBelongsToAnotherUser) {
    ASSERT_EQ(::chown(script.c_str(), 54321, 0), 0);
    EXPECT_THAT(unsafe({script}, user(somebody)), ElementsAre(script + " belongs to user 54321"));
}

TEST_F(Safety, RefusesTheUsersOwnWhereRootRunsIt) {
    ASSERT_EQ(::chown(script.c_str(), somebody, 0), 0);
    EXPECT_THAT(unsafe({script}, root), ElementsAre(HasSubstr("belongs to user 12345")));
}

TEST_F(Safety, RefusesWhatOthersMayWrite) {
    ::chmod(script.c_str(), 0757);
    EXPECT_THAT(unsafe({script}, root), ElementsAre(script + " may be written by others (mode 0757, o+w)"));
}

TEST_F(Safety, RefusesWhatAGroupMayWrite) {
    ASSERT_EQ(::chown(script.c_str(), 0, 5000), 0);
    ::chmod(script.c_str(), 0775);
    EXPECT_THAT(unsafe({script}, root), ElementsAre(script + " may be written by group 5000 (mode 0775, g+w)"));
}

TEST_F(Safety, HasNothingAgainstRootsGroup) {
    ::chmod(script.c_str(), 0775);
    EXPECT_THAT(unsafe({script}, user(somebody)), IsEmpty());
}

// Others may be in it.
TEST_F(Safety, RefusesWhatTheUsersOwnGroupMayWrite) {
    ASSERT_EQ(::chown(script.c_str(), somebody, 4000), 0);
    ::chmod(script.c_str(), 0775);
    EXPECT_THAT(unsafe({script}, user(somebody)), ElementsAre(HasSubstr("may be written by group 4000")));
}

TEST_F(Safety, LooksAtTheScriptOfAnInterpreter) {
    ::chmod(script.c_str(), 0777);
    EXPECT_THAT(unsafe({"/bin/sh", script}, root), ElementsAre(HasSubstr("check.sh may be written by others")));
}

TEST_F(Safety, NamesTheFolderOnTheWayThatOthersMayWrite) {
    EXPECT_THAT(unsafe({in_folder("open", 0777)}, root),
                ElementsAre(folder.file("open") + " may be written by others (mode 0777, o+w)"));
}

TEST_F(Safety, LooksAtWhatALinkLeadsTo) {
    in_folder("open", 0777);
    const std::string link = folder.file("link");
    ASSERT_EQ(::symlink("open/../open/check.sh", link.c_str()), 0);
    EXPECT_THAT(unsafe({link}, root), Contains(HasSubstr(folder.file("open") + " may be written by others")));
}

TEST_F(Safety, RefusesALinkOfAnotherUser) {
    const std::string link = folder.file("link");
    ASSERT_EQ(::symlink(script.c_str(), link.c_str()), 0);
    ASSERT_EQ(::lchown(link.c_str(), 54321, 0), 0);
    EXPECT_THAT(unsafe({link}, root), ElementsAre(HasSubstr("belongs to user 54321")));
}

TEST_F(Safety, GivesUpWithLinksThatLeadInACircle) {
    const std::string link = folder.file("link");
    ASSERT_EQ(::symlink("link", link.c_str()), 0);
    EXPECT_THAT(unsafe({link}, root), ElementsAre(link + " leads nowhere"));
}

TEST_F(Safety, RefusesWhatIsNotExecutable) {
    ::chmod(script.c_str(), 0644);
    EXPECT_THAT(unsafe({script}, root), ElementsAre(script + " is not executable for root (mode 0644, bit x)"));
}

TEST_F(Safety, RefusesWhatIsExecutableForOthersThanTheUser) {
    ::chmod(script.c_str(), 0744);
    EXPECT_THAT(unsafe({script}, user(somebody)),
                ElementsAre(script + " is not executable for checker (mode 0744, bit x)"));
    EXPECT_THAT(unsafe({script}, root), IsEmpty());
}

TEST_F(Safety, NamesTheFolderThatTheUserCannotEnter) {
    EXPECT_THAT(unsafe({in_folder("closed", 0700)}, user(somebody)),
                ElementsAre(folder.file("closed") + " cannot be entered by checker (mode 0700, bit x)"));
}

TEST_F(Safety, RefusesWhatIsMissing) {
    EXPECT_THAT(unsafe({"/nowhere/check.sh"}, root), ElementsAre("/nowhere: no such file or directory"));
}

TEST_F(Safety, RefusesWhatIsNotAFile) {
    EXPECT_THAT(unsafe({"/usr/bin"}, root), ElementsAre("/usr/bin is not a file"));
    EXPECT_THAT(unsafe({"/"}, root), ElementsAre("/ is not a file"));
    EXPECT_THAT(unsafe({"/usr/bin/.."}, root), ElementsAre("/usr/bin is not a file"));
    EXPECT_THAT(unsafe({"/bin/true/x"}, root), ElementsAre("/usr/bin/true/x: not a directory"));
}

TEST_F(Safety, RefusesARelativePath) {
    EXPECT_THAT(unsafe({"check.sh"}, root), ElementsAre("check.sh is not a whole path, from / on"));
}

TEST_F(Safety, LooksAtAPathOnceInOneMoment) {
    io::Looks moment;
    EXPECT_THAT(unsafe({script}, user(0), moment), IsEmpty());
    ::chmod(script.c_str(), 0777);
    EXPECT_THAT(unsafe({script}, user(0), moment), IsEmpty());
    io::Looks next;
    EXPECT_THAT(unsafe({script}, user(0), next), ElementsAre(HasSubstr("may be written by others")));
}

}  // namespace
}  // namespace holdfast::runner
