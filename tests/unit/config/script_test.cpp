// What a fence needs of this host: a script that nobody else can change, and a folder for its latch.
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using std::filesystem::perms;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr perms executable = perms::owner_all | perms::others_read | perms::others_exec;
constexpr perms secret = perms::owner_read | perms::owner_write;

class Script : public InAFolder {
protected:
    std::vector<Diagnostic> told(const std::filesystem::path& script) const {
        return told_of("[fence]\ncommand = [\"" + script.string() + "\"]\n");
    }
    std::vector<Diagnostic> told_of(const std::string& fence) const {
        const std::string text = "[node]\nstate_dir = \"" + folder.path().string() +
                                 "\"\n[detector]\npolicy = \"fence\"\ntrust_lan = true\n" + fence + instance_with("");
        const auto outcome = load(write("a.toml", text, secret));
        return outcome ? outcome->warnings : outcome.error();
    }
};

TEST_F(Script, ThatIsThereAndOursIsFine) {
    EXPECT_THAT(told(write("fence.sh", "", executable)), IsEmpty());
}

TEST_F(Script, ThatIsMissingIsAWarning) {
    const auto said = told(folder / "fence.sh");
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_EQ(said[0].weight, Weight::warning);
    EXPECT_THAT(said[0].message, HasSubstr("fence.sh does not exist"));
    EXPECT_EQ(said[0].line, 7U);
}

TEST_F(Script, ThatCannotBeExecutedIsRefused) {
    const auto said = told(write("fence.sh", "", secret));
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_EQ(said[0].weight, Weight::error);
    EXPECT_THAT(said[0].message, HasSubstr("fence.sh cannot be executed"));
}

TEST_F(Script, ThatIsAFolderIsRefused) {
    std::filesystem::create_directory(folder / "bin");
    const auto said = told(folder / "bin");
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_THAT(said[0].message, HasSubstr("cannot be executed"));
}

TEST_F(Script, ThatOthersCanWriteIsRefused) {
    const auto said = told(write("fence.sh", "", executable | perms::others_write));
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_EQ(said[0].weight, Weight::error);
    EXPECT_THAT(said[0].message, HasSubstr("somebody else can change what is run"));
    EXPECT_THAT(said[0].hint, HasSubstr("chmod o-w"));
}

TEST_F(Script, ThatBelongsToSomebodyElseIsRefused) {
    const auto script = write("fence.sh", "", executable);
    ASSERT_EQ(::chown(script.c_str(), 1234, 0), 0);
    const auto said = told(script);
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_EQ(said[0].weight, Weight::error);
    EXPECT_THAT(said[0].message, HasSubstr("fence.sh belongs to user 1234"));
}

TEST_F(Script, ThatItsGroupCanWriteIsRefused) {
    const auto script = write("fence.sh", "", executable | perms::group_write);
    ASSERT_EQ(::chown(script.c_str(), 0, 1234), 0);
    const auto said = told(script);
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_THAT(said[0].message, HasSubstr("fence.sh may be written by group 1234"));
}

TEST_F(Script, InAFolderThatOthersCanWriteIsRefused) {
    std::filesystem::create_directory(folder / "bin");
    const auto script = write("bin/fence.sh", "", executable);
    std::filesystem::permissions(folder / "bin", perms::all);
    const auto said = told(script);
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_THAT(said[0].message, HasSubstr((folder / "bin").string() + " may be written by others"));
}

TEST_F(Script, BelowAFolderThatOthersCanWriteIsRefused) {
    std::filesystem::create_directories(folder / "opt/bin");
    const auto script = write("opt/bin/fence.sh", "", executable);
    std::filesystem::permissions(folder / "opt", perms::all);
    EXPECT_THAT(told(script), SizeIs(1));
}

TEST_F(Script, BehindALinkIsLookedAtWhereItIs) {
    std::filesystem::create_directory(folder / "open");
    write("open/fence.sh", "", executable);
    std::filesystem::permissions(folder / "open", perms::all);
    std::filesystem::create_symlink(folder / "open/fence.sh", folder / "fence.sh");
    const auto said = told(folder / "fence.sh");
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_THAT(said[0].message, HasSubstr("open may be written by others"));
}

TEST_F(Script, OfAnInterpreterThatOthersCanWriteIsRefused) {
    const auto script = write("fence.sh", "", executable | perms::others_write);
    const auto said = told_of("[fence]\ncommand = [\"/bin/sh\", \"" + script.string() + "\"]\n");
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_THAT(said[0].message, HasSubstr("fence.sh may be written by others"));
}

TEST_F(Script, UserThatDoesNotExistIsRefused) {
    const auto outcome =
        load(write("a.toml", "[node]\nscript_user = \"nobody-of-that-name\"\n" + instance_with(""), secret));
    ASSERT_FALSE(outcome);
    ASSERT_THAT(outcome.error(), SizeIs(1));
    EXPECT_EQ(outcome.error()[0].message, "there is no user \"nobody-of-that-name\" to run scripts as");
    EXPECT_EQ(outcome.error()[0].line, 2U);
}

TEST_F(Script, IsNotLookedAtWhenOnlyTheTextIsParsed) {
    EXPECT_THAT(messages_of("[detector]\npolicy = \"fence\"\ntrust_lan = true\n[node]\nstate_dir = \"/no/such\"\n"
                            "[fence]\ncommand = [\"/no/such\"]\n"),
                IsEmpty());
}

class StateFolder : public InAFolder {
protected:
    std::vector<Diagnostic> told(const std::filesystem::path& state_dir, const std::string& policy) const {
        const std::string text = "[node]\nstate_dir = \"" + state_dir.string() +
                                 "\"\n[detector]\ntrust_lan = true\npolicy = \"" + policy + "\"\n" + instance_with("");
        const auto outcome = load(write("a.toml", text, secret));
        return outcome ? outcome->warnings : outcome.error();
    }
};

TEST_F(StateFolder, ThatIsMissingForbidsToFence) {
    const auto said = told("/no/such", "fence");
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_EQ(said[0].weight, Weight::error);
    EXPECT_THAT(said[0].message, HasSubstr("/no/such, which cannot be written: No such file or directory"));
    EXPECT_EQ(said[0].line, 2U);
}

TEST_F(StateFolder, ThatCannotBeWrittenForbidsToFence) {
    EXPECT_THAT(told("/proc/self", "fence"), SizeIs(1));
}

// An error would keep the node out for good, although no other configuration helps.
TEST_F(StateFolder, ThatIsFullIsAWarning) {
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0);
    ASSERT_EQ(::mount("none", "/", "", MS_REC | MS_PRIVATE, nullptr), 0);
    std::filesystem::create_directory(folder / "full");
    ASSERT_EQ(::mount("none", (folder / "full").c_str(), "tmpfs", 0, "nr_inodes=1,mode=755"), 0);
    const auto said = told(folder / "full", "fence");
    ::umount((folder / "full").c_str());
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_EQ(said[0].weight, Weight::warning);
    EXPECT_THAT(said[0].message, HasSubstr("full, which cannot be written: No space left on device"));
}

TEST_F(StateFolder, ThatIsMissingMattersToNoOtherPolicy) {
    EXPECT_THAT(told("/no/such", "yield"), IsEmpty());
}

// Who may remove the latch makes a restart forget the fence.
TEST_F(StateFolder, ThatOthersCanWriteIsRefused) {
    std::filesystem::create_directory(folder / "state");
    std::filesystem::permissions(folder / "state", perms::all);
    const auto said = told(folder / "state", "alert");
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_EQ(said[0].weight, Weight::error);
    EXPECT_THAT(said[0].message, HasSubstr("somebody else can change what is kept in state_dir"));
    EXPECT_THAT(said[0].hint, HasSubstr("chmod o-w"));
    EXPECT_EQ(said[0].line, 2U);
}

TEST_F(StateFolder, BelowOneThatOthersCanWriteIsRefused) {
    std::filesystem::permissions(folder.path(), perms::all);
    EXPECT_THAT(told(folder / "state", "alert"), SizeIs(1));
}

TEST_F(StateFolder, OfSomebodyElseIsRefused) {
    std::filesystem::create_directory(folder / "state");
    ASSERT_EQ(::chown((folder / "state").c_str(), 1234, 0), 0);
    EXPECT_THAT(told(folder / "state", "alert"), SizeIs(1));
}

TEST_F(StateFolder, ForEverybodyIsRefusedAlsoWhereItIsSticky) {
    std::filesystem::create_directory(folder / "state");
    std::filesystem::permissions(folder / "state", perms::all | perms::sticky_bit);
    const auto said = told(folder / "state", "alert");
    ASSERT_THAT(said, SizeIs(1));
    EXPECT_THAT(said[0].message, HasSubstr("state is for everybody"));
}

TEST_F(StateFolder, OfTheEnginesUserIsFine) {
    std::filesystem::create_directory(folder / "state");
    ASSERT_EQ(::chown((folder / "state").c_str(), 65534, 0), 0);
    const std::string text = "[node]\nuser = \"nobody\"\nstate_dir = \"" + (folder / "state").string() + "\"\n";
    EXPECT_TRUE(load(write("a.toml", text + instance_with(""), secret)));
}

TEST_F(StateFolder, AndTheRunFolderAreLookedAtAlike) {
    std::filesystem::create_directory(folder / "run");
    std::filesystem::permissions(folder / "run", perms::all);
    const std::string text = "[node]\nrun_dir = \"" + (folder / "run").string() + "\"\n";
    const auto outcome = load(write("a.toml", text + instance_with(""), secret));
    ASSERT_FALSE(outcome);
    EXPECT_THAT(outcome.error().front().message, HasSubstr("what is kept in run_dir"));
}

TEST_F(StateFolder, IsLeftAsItWas) {
    EXPECT_THAT(told(folder.path(), "fence"), IsEmpty());
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder.path()})
        names.push_back(entry.path().filename());
    EXPECT_THAT(names, ElementsAre("a.toml"));
}

}  // namespace
}  // namespace holdfast::config
