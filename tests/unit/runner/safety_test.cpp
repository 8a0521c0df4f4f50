#include "daemon/runner/safety.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/runner/folder.hpp"

namespace holdfast::runner {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr uid_t somebody = 12345;

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
    EXPECT_THAT(unsafe("/bin/true", ""), IsEmpty());
    EXPECT_THAT(unsafe("/bin/true", "nobody"), IsEmpty());
}

TEST_F(Safety, HasNothingAgainstAScriptOfRootsEvenBelowAStickyFolder) {
    EXPECT_THAT(unsafe(script, user(somebody)), IsEmpty());
}

TEST_F(Safety, HasNothingAgainstAScriptOfTheUsersOwn) {
    ASSERT_EQ(::chown(script.c_str(), somebody, 0), 0);
    EXPECT_THAT(unsafe(script, user(somebody)), IsEmpty());
}

TEST_F(Safety, RefusesWhatBelongsToAnotherUser) {
    ASSERT_EQ(::chown(script.c_str(), 54321, 0), 0);
    EXPECT_THAT(unsafe(script, user(somebody)),
                ElementsAre(script + " belongs to user 54321, who is neither root nor checker"));
}

TEST_F(Safety, RefusesTheUsersOwnWhereRootRunsIt) {
    ASSERT_EQ(::chown(script.c_str(), somebody, 0), 0);
    EXPECT_THAT(unsafe(script, ""), ElementsAre(HasSubstr("belongs to user 12345, who is neither root nor root")));
}

TEST_F(Safety, RefusesWhatOthersMayWrite) {
    ::chmod(script.c_str(), 0757);
    EXPECT_THAT(unsafe(script, ""), ElementsAre(script + " is writable by others (mode 0757, bit o+w)"));
}

TEST_F(Safety, RefusesWhatAGroupMayWrite) {
    ASSERT_EQ(::chown(script.c_str(), 0, 5000), 0);
    ::chmod(script.c_str(), 0775);
    EXPECT_THAT(unsafe(script, ""), ElementsAre(script + " is writable by its group 5000 (mode 0775, bit g+w)"));
}

TEST_F(Safety, HasNothingAgainstRootsGroupNorTheUsersOwn) {
    ::chmod(script.c_str(), 0775);
    EXPECT_THAT(unsafe(script, user(somebody)), IsEmpty());
    ASSERT_EQ(::chown(script.c_str(), 0, 4000), 0);
    EXPECT_THAT(unsafe(script, user(somebody)), IsEmpty());
}

TEST_F(Safety, NamesTheFolderOnTheWayThatOthersMayWrite) {
    EXPECT_THAT(unsafe(in_folder("open", 0777), ""),
                ElementsAre(folder.file("open") + " is writable by others (mode 0777, bit o+w)"));
}

TEST_F(Safety, LooksAtWhatALinkLeadsTo) {
    const std::string target = in_folder("open", 0777);
    const std::string link = folder.file("link");
    ASSERT_EQ(::symlink("open/../open/check.sh", link.c_str()), 0);
    EXPECT_THAT(unsafe(link, ""), Contains(HasSubstr(folder.file("open") + " is writable by others")));
}

TEST_F(Safety, RefusesALinkOfAnotherUser) {
    const std::string link = folder.file("link");
    ASSERT_EQ(::symlink(script.c_str(), link.c_str()), 0);
    ASSERT_EQ(::lchown(link.c_str(), 54321, 0), 0);
    EXPECT_THAT(unsafe(link, ""), ElementsAre(HasSubstr("belongs to user 54321")));
}

TEST_F(Safety, GivesUpWithLinksThatLeadInACircle) {
    const std::string link = folder.file("link");
    ASSERT_EQ(::symlink("link", link.c_str()), 0);
    EXPECT_THAT(unsafe(link, ""), ElementsAre(link + " leads nowhere"));
}

TEST_F(Safety, RefusesWhatIsNotExecutable) {
    ::chmod(script.c_str(), 0644);
    EXPECT_THAT(unsafe(script, ""), ElementsAre(script + " is not executable for root (mode 0644, bit x)"));
}

TEST_F(Safety, RefusesWhatIsExecutableForOthersThanTheUser) {
    ::chmod(script.c_str(), 0744);
    EXPECT_THAT(unsafe(script, user(somebody)),
                ElementsAre(script + " is not executable for checker (mode 0744, bit x)"));
    EXPECT_THAT(unsafe(script, ""), IsEmpty());
}

TEST_F(Safety, NamesTheFolderThatTheUserCannotEnter) {
    EXPECT_THAT(unsafe(in_folder("closed", 0700), user(somebody)),
                ElementsAre(folder.file("closed") + " cannot be entered by checker (mode 0700, bit x)"));
}

TEST_F(Safety, RefusesWhatIsMissing) {
    EXPECT_THAT(unsafe("/nowhere/check.sh", ""), ElementsAre("/nowhere: no such file or directory"));
}

TEST_F(Safety, RefusesWhatIsNotAFile) {
    EXPECT_THAT(unsafe("/usr/bin", ""), ElementsAre("/usr/bin is not a file"));
    EXPECT_THAT(unsafe("/", ""), ElementsAre("/ is not a file"));
    EXPECT_THAT(unsafe("/usr/bin/..", ""), ElementsAre("/usr/bin/.. is not a file"));
    EXPECT_THAT(unsafe("/bin/true/x", ""), ElementsAre("/usr/bin/true is not a folder"));
}

TEST_F(Safety, RefusesARelativePath) {
    EXPECT_THAT(unsafe("check.sh", ""), ElementsAre("check.sh is not a whole path, from / on"));
}

TEST_F(Safety, RefusesAUserWhoIsNotThere) {
    EXPECT_THAT(unsafe("/bin/true", "nobody-has-this-name"), ElementsAre("there is no user nobody-has-this-name"));
}

TEST_F(Safety, LooksAtAPathOnceInOneMoment) {
    Looks moment;
    EXPECT_THAT(unsafe(script, user(0), moment), IsEmpty());
    ::chmod(script.c_str(), 0777);
    EXPECT_THAT(unsafe(script, user(0), moment), IsEmpty());
    Looks next;
    EXPECT_THAT(unsafe(script, user(0), next), ElementsAre(HasSubstr("is writable by others")));
}

}  // namespace
}  // namespace holdfast::runner
