// `holdfast config import`: what goes where, and the exit codes.
#include <filesystem>

#include "tests/unit/cli/command_line.hpp"
#include "tests/unit/folder.hpp"

namespace holdfast::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Import : public CommandLine {
protected:
    std::string write(const std::string& text) const { return folder.write("keepalived.conf", text); }
    const test::Folder folder;
    const std::string instance =
        "vrrp_instance A {\n interface eth0\n virtual_router_id 7\n virtual_ipaddress {\n 192.0.2.7/24\n }\n";
};

TEST_F(Import, WritesTheResultToTheOutputAndTheAccountToTheErrors) {
    EXPECT_EQ(holdfast({"config", "import", write(instance + " dont_track_primary\n}\n")}), Exit::ok);
    EXPECT_THAT(out.str(), HasSubstr("[[instance]]\nname = \"A\""));
    EXPECT_THAT(err.str(), HasSubstr("keepalived.conf:7: dont_track_primary"));
    EXPECT_THAT(err.str(), HasSubstr("1 instance; 1 place without an equivalent\n"));
    EXPECT_THAT(requests, IsEmpty()) << "it needs no daemon";
}

TEST_F(Import, SaysThatEverythingIsThere) {
    EXPECT_EQ(holdfast({"config", "import", "--strict", write(instance + "}\n")}), Exit::ok);
    EXPECT_EQ(err.str(), "1 instance, everything has an equivalent\n");
}

TEST_F(Import, FailsWhenItIsStrictAndSomethingIsMissing) {
    EXPECT_EQ(holdfast({"config", "import", "--strict", write(instance + " dont_track_primary\n}\n")}), Exit::failed);
    EXPECT_THAT(out.str(), HasSubstr("[[instance]]")) << "there is a result all the same";
}

TEST_F(Import, TakesTheLinesOfTheNodeThatIsNamed) {
    const std::string file = write(instance + "@a priority 7\n@b priority 8\n}\n");
    EXPECT_EQ(holdfast({"config", "import", file, "-i", "b"}), Exit::ok);
    EXPECT_THAT(out.str(), HasSubstr("priority = 8"));
}

TEST_F(Import, WritesAFileThatItsOwnerAloneMayRead) {
    const std::string result = folder.file("holdfast.toml");
    EXPECT_EQ(holdfast({"config", "import", write(instance + "}\n"), "-o", result}), Exit::ok);
    EXPECT_THAT(out.str(), IsEmpty());
    EXPECT_THAT(test::content_of(result), HasSubstr("vrid = 7"));
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(result).permissions() & (perms::group_all | perms::others_all), perms::none);
}

TEST_F(Import, TellsWhenItCannotWrite) {
    const std::string nowhere = folder.file("no/such/folder");
    EXPECT_EQ(holdfast({"config", "import", write(instance + "}\n"), "-o", nowhere}), Exit::failed);
    EXPECT_EQ(err.str(), "error: cannot write " + nowhere + "\n");
}

TEST_F(Import, RefusesABrokenFileWithItsPlace) {
    const std::string file = write("vrrp_instance A {\n");
    EXPECT_EQ(holdfast({"config", "import", file}), Exit::invalid_configuration);
    EXPECT_THAT(out.str(), IsEmpty());
    EXPECT_THAT(err.str(), HasSubstr(file + ":1:1: error: the block of \"vrrp_instance\" begins here"));
    EXPECT_THAT(err.str(), HasSubstr("error: " + file + " cannot be imported\n"));
}

TEST_F(Import, RefusesAFileThatIsNotThere) {
    EXPECT_EQ(holdfast({"config", "import", folder.file("none")}), Exit::invalid_configuration);
    EXPECT_THAT(err.str(), HasSubstr("cannot open: No such file or directory"));
}

}  // namespace
}  // namespace holdfast::cli
