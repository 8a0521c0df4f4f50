// Broken files are refused with the place, as compilers do.
#include "tests/unit/import/support.hpp"

namespace holdfast::import {
namespace {

TEST(Refusal, ShowsTheLineAndACaret) {
    EXPECT_EQ(errors_of("global_defs {\n  router_id \"x\n}\n"),
              "k.conf:2:13: error: this quote is not closed on its line\n"
              "    2 |   router_id \"x\n"
              "      |             ^\n");
}

TEST(Refusal, SaysWhereAnOpenBlockBegan) {
    EXPECT_EQ(errors_of("# title\nvrrp_instance A {\n  virtual_ipaddress {\n    10.0.0.1\n}\n"),
              "k.conf:2:1: error: the block of \"vrrp_instance\" begins here and is not closed\n"
              "    2 | vrrp_instance A {\n"
              "      | ^^^^^^^^^^^^^\n"
              "      hint: a } is missing: after it, or in a block within it\n");
}

TEST(Refusal, SaysWhichBraceClosesNothing) {
    EXPECT_THAT(errors_of("global_defs {\n}\n }\n"), HasSubstr("k.conf:3:2: error: there is no open block"));
}

TEST(Refusal, OfABlockWithoutAName) {
    EXPECT_THAT(errors_of("{\n}\n"), HasSubstr("k.conf:1:1: error: a block begins here that has no name"));
}

TEST(Refusal, OfBlocksWithoutEnd) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "a {\n";
    EXPECT_THAT(errors_of(text), HasSubstr("error: blocks within blocks without end"));
}

TEST(Refusal, OfAFileThatCannotBeRead) {
    EXPECT_EQ(errors_of(Texts{}), "k.conf: error: cannot open: No such file or directory\n");
}

struct Mistake {
    const char* line;
    const char* said;
};
class Mistakes : public testing::TestWithParam<Mistake> {};
TEST_P(Mistakes, AreSaidWithTheirPlace) {
    EXPECT_THAT(errors_of(instance_with(GetParam().line)), HasSubstr(GetParam().said));
}
INSTANTIATE_TEST_SUITE_P(
    OfInstances, Mistakes,
    testing::Values(Mistake{"priority 300", "k.conf:4:10: error: priority takes a whole number from 1 to 255"},
                    Mistake{"virtual_router_id 0", "k.conf:4:19: error: virtual_router_id takes"},
                    Mistake{"virtual_router_id", "k.conf:4:1: error: virtual_router_id takes"},
                    Mistake{"advert_int fast", "k.conf:4:12: error: advert_int takes a number of seconds"},
                    Mistake{"advert_int 1e3", "k.conf:4:12: error: advert_int takes a number of seconds"},
                    Mistake{"advert_int nan", "k.conf:4:12: error: advert_int takes a number of seconds"},
                    Mistake{"unicast_peer {\n 10.0.0.300\n}", "k.conf:5:2: error: \"10.0.0.300\" is not an IP address"},
                    Mistake{"mcast_src_ip eth0", "k.conf:4:14: error: mcast_src_ip takes an IP address"},
                    Mistake{"authentication {\nauth_type MD5\nauth_pass x\n}", "error: auth_type is PASS or AH"},
                    Mistake{"virtual_ipaddress_excluded {\nfoo\n}", "k.conf:5:1: error: \"foo\" is not an IP address"},
                    Mistake{"notify_master", "k.conf:4:1: error: notify_master has no script"}));

TEST(Refusal, OfAnInstanceWithoutVridAsksForTheNode) {
    EXPECT_THAT(errors_of("vrrp_instance A {\n interface eth0\n}\n"),
                AllOf(HasSubstr("k.conf:1:1: error: this instance has no virtual_router_id"), HasSubstr("-i ID")));
}

TEST(Refusal, OfTwoInstancesOfOneName) {
    EXPECT_THAT(errors_of(instance_with("") + instance_with("")),
                HasSubstr("error: a second instance is called \"VI_1\""));
}

TEST(Refusal, OfAScriptWithoutCommand) {
    EXPECT_THAT(errors_of("vrrp_script x {\n interval 2\n}\n"),
                HasSubstr("k.conf:1:1: error: this vrrp_script has no script"));
}

TEST(Refusal, TellsAllMistakesAtOnce) {
    const std::string said = errors_of(instance_with("priority 0\nadvert_int x"));
    EXPECT_THAT(said, AllOf(HasSubstr("k.conf:4:"), HasSubstr("k.conf:5:")));
}

// What is cut off anywhere is refused or imported, and nothing else.
TEST(EveryPrefix, OfAConfigurationIsAnswered) {
    const std::string text =
        "$A= \\\nx \\\ny\n@main include d/*\n" + instance_with("authentication {\n auth_type PASS\n}");
    for (std::size_t length = 0; length <= text.size(); ++length) {
        const auto outcome = try_import({{"k.conf", text.substr(0, length)}});
        EXPECT_TRUE(outcome || !outcome.error().empty());
    }
}

}  // namespace
}  // namespace holdfast::import
