// Which words of a command are executed, and who else could change them.
#include "daemon/io/trusted_command.hpp"

#include <filesystem>

#include <gmock/gmock.h>

#include "tests/unit/folder.hpp"

namespace holdfast::io {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class TrustedCommand : public testing::Test {
protected:
    std::string file(const std::string& name, mode_t mode) const { return folder.write(name, "", mode); }
    static std::vector<std::string> programs(const std::vector<std::string>& command) {
        Looks looks;
        return programs_of(command, looks);
    }
    static std::vector<Objection> objections(const std::vector<std::string>& command) {
        Looks looks;
        return objections_to_command(command, 0, looks);
    }

    test::Folder folder;
    const std::string script = file("check", 0644);
    const std::string tool = file("tool", 0755);
};

TEST_F(TrustedCommand, ExecutesItsProgramAlsoWhereThereIsNone) {
    EXPECT_THAT(programs({"/nowhere/check"}), ElementsAre("/nowhere/check"));
}

TEST_F(TrustedCommand, ReadsOtherFiles) {
    EXPECT_THAT(programs({"/usr/bin/grep", "-q", "ok", script}), ElementsAre("/usr/bin/grep"));
}

TEST_F(TrustedCommand, ExecutesTheFirstFileBehindAnInterpreter) {
    EXPECT_THAT(programs({"/bin/sh", script, file("data", 0644)}), ElementsAre("/bin/sh", script));
    EXPECT_THAT(programs({"/usr/bin/python3.11", script}), ElementsAre("/usr/bin/python3.11", script));
}

TEST_F(TrustedCommand, MayExecuteAnOptionsFileAndTheOneBehindIt) {
    const std::string settings = file("php.ini", 0644);
    EXPECT_THAT(programs({"/usr/bin/php", "-c", settings, script, file("data", 0644)}),
                ElementsAre("/usr/bin/php", settings, script));
}

TEST_F(TrustedCommand, ExecutesWhatAScriptNamesAtItsBeginning) {
    const std::string python = folder.write("x.py", "#! /opt/venv/bin/python3 -I\nprint()\n", 0755);
    EXPECT_THAT(programs({python}), ElementsAre(python, "/opt/venv/bin/python3"));
    EXPECT_THAT(programs({"/bin/sh", folder.write("x.sh", "#!/bin/sh", 0644)}),
                ElementsAre("/bin/sh", folder.file("x.sh"), "/bin/sh"));
}

TEST_F(TrustedCommand, ExecutesTheFirstFileBehindTheNameOfOne) {
    EXPECT_THAT(programs({"/usr/bin/env", "A=b", "perl", "-w", script}), ElementsAre("/usr/bin/env", script));
}

TEST_F(TrustedCommand, ExecutesAScriptBehindAnInterpreterBehindAProgram) {
    EXPECT_THAT(programs({"/usr/bin/timeout", "5", "/bin/sh", script}),
                ElementsAre("/usr/bin/timeout", "/bin/sh", script));
}

TEST_F(TrustedCommand, MayExecuteEachFileThatIsExecutable) {
    EXPECT_THAT(programs({"/usr/bin/nice", "-n", "5", tool, script}), ElementsAre("/usr/bin/nice", tool));
}

TEST_F(TrustedCommand, RunsInTheRootFolder) {
    EXPECT_THAT(programs({"/bin/sh", script.substr(1)}), ElementsAre("/bin/sh", script));
}

TEST_F(TrustedCommand, IsRefusedForEachOfItsPrograms) {
    std::filesystem::permissions(script, std::filesystem::perms{0666});
    std::filesystem::permissions(tool, std::filesystem::perms{0777});
    EXPECT_THAT(objections({"/bin/sh", script, tool}), SizeIs(2));
}

TEST_F(TrustedCommand, IsRefusedOnceForAFolderOfTwo) {
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0777});
    EXPECT_THAT(objections({"/bin/sh", script, tool}), SizeIs(1));
}

TEST_F(TrustedCommand, MayReadWhatOthersWrite) {
    EXPECT_THAT(objections({"/usr/bin/grep", "ok", file("log", 0666)}), IsEmpty());
    EXPECT_THAT(objections({"/bin/sh", script, file("log", 0666)}), IsEmpty());
}

}  // namespace
}  // namespace holdfast::io
