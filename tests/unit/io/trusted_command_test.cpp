// Which words of a command are executed, and who else could change them.
#include "daemon/io/trusted_command.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <gmock/gmock.h>

namespace holdfast::io {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class TrustedCommand : public testing::Test {
protected:
    TrustedCommand() {
        std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) std::abort();
        folder = name;
        script = file("check", 0644);
        tool = file("tool", 0755);
    }
    ~TrustedCommand() override { std::filesystem::remove_all(folder); }

    std::string file(const std::string& name, unsigned mode) const {
        const auto path = folder / name;
        std::ofstream{path};
        std::filesystem::permissions(path, std::filesystem::perms{mode});
        return path;
    }
    static std::vector<std::string> programs(const std::vector<std::string>& command) {
        Looks looks;
        return programs_of(command, looks);
    }
    static std::vector<Objection> objections(const std::vector<std::string>& command) {
        Looks looks;
        return objections_to_command(command, 0, looks);
    }

    std::filesystem::path folder;
    std::string script;
    std::string tool;
};

TEST_F(TrustedCommand, ExecutesItsProgramAlsoWhereThereIsNone) {
    EXPECT_THAT(programs({"/nowhere/check"}), ElementsAre("/nowhere/check"));
}

TEST_F(TrustedCommand, ReadsOtherFiles) {
    EXPECT_THAT(programs({"/usr/bin/grep", "-q", "ok", script}), ElementsAre("/usr/bin/grep"));
}

TEST_F(TrustedCommand, ExecutesTheFirstFileBehindAnInterpreter) {
    EXPECT_THAT(programs({"/bin/sh", "-e", script, file("data", 0644)}), ElementsAre("/bin/sh", script));
    EXPECT_THAT(programs({"/usr/bin/python3.11", script}), ElementsAre("/usr/bin/python3.11", script));
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
    std::filesystem::permissions(folder, std::filesystem::perms{0777});
    EXPECT_THAT(objections({"/bin/sh", script, tool}), SizeIs(1));
}

TEST_F(TrustedCommand, MayReadWhatOthersWrite) {
    EXPECT_THAT(objections({"/usr/bin/grep", "ok", file("log", 0666)}), IsEmpty());
    EXPECT_THAT(objections({"/bin/sh", script, file("log", 0666)}), IsEmpty());
}

}  // namespace
}  // namespace holdfast::io
