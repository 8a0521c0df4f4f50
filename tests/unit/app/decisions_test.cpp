// The operator's decisions on disk.

#include "daemon/app/decisions.hpp"

#include <filesystem>

#include <gmock/gmock.h>

#include "daemon/io/state_file.hpp"
#include "tests/unit/folder.hpp"

namespace holdfast::app {
namespace {

using detector::Pin;

const Pins all{{"db", Pin::drain}, {"mail", Pin::yield}, {"web", Pin::hold}};

class DecisionsOnDisk : public testing::Test {
protected:
    test::Folder folder;
};

TEST_F(DecisionsOnDisk, AreReadAsTheyWereWritten) {
    ASSERT_TRUE(io::write_state_file(folder.path(), decisions_name, to_json(all)));
    EXPECT_EQ(parse_pins(**read_decisions(folder.path())), all);
}

TEST_F(DecisionsOnDisk, AreNoneWhereThereIsNoFile) {
    EXPECT_EQ(read_decisions(folder.path()).value(), std::nullopt);
}

TEST_F(DecisionsOnDisk, AreNotReadThroughALink) {
    std::filesystem::create_symlink(folder.write("elsewhere", to_json(all)), folder / "decisions.json");
    EXPECT_FALSE(read_decisions(folder.path()));
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
