// The operator's decisions on disk.

#include "daemon/app/decisions.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <gmock/gmock.h>

#include "daemon/io/state_file.hpp"

namespace holdfast::app {
namespace {

using detector::Pin;

const Pins all{{"db", Pin::drain}, {"mail", Pin::yield}, {"web", Pin::hold}};

class DecisionsOnDisk : public testing::Test {
protected:
    DecisionsOnDisk() { std::filesystem::create_directories(folder); }
    ~DecisionsOnDisk() override { std::filesystem::remove_all(folder); }
    std::filesystem::path folder =
        std::filesystem::path{testing::TempDir()} / ("decisions_test." + std::to_string(getpid()));
};

TEST_F(DecisionsOnDisk, AreReadAsTheyWereWritten) {
    ASSERT_TRUE(io::write_state_file(folder, decisions_name, to_json(all)));
    EXPECT_EQ(parse_pins(**read_decisions(folder)), all);
}

TEST_F(DecisionsOnDisk, AreNoneWhereThereIsNoFile) {
    EXPECT_EQ(read_decisions(folder).value(), std::nullopt);
}

TEST_F(DecisionsOnDisk, AreNotReadThroughALink) {
    std::ofstream{folder / "elsewhere"} << to_json(all);
    std::filesystem::create_symlink(folder / "elsewhere", folder / "decisions.json");
    EXPECT_FALSE(read_decisions(folder));
}

class UnreadableDecisions : public testing::TestWithParam<const char*> {};
TEST_P(UnreadableDecisions, AreRefused) {
    EXPECT_FALSE(parse_pins(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(All, UnreadableDecisions,
                         testing::Values("", "[]", "{}", R"({"version":1})", R"({"version":2,"decisions":{}})",
                                         R"({"version":"1","decisions":{}})", R"({"version":1,"decisions":[]})",
                                         R"({"version":1,"decisions":{"web":"dance"}})",
                                         R"({"version":1,"decisions":{"web":7}})"));

}  // namespace
}  // namespace holdfast::app
