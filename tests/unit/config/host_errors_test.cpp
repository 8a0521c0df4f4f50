// What wrong sections about the host are told.
#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class HostMistake : public testing::TestWithParam<Mistake> {};

TEST_P(HostMistake, IsToldWithItsPlace) {
    EXPECT_THAT(messages_of(GetParam().text), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(GetParam().text), GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    Each, HostMistake,
    testing::Values(
        Mistake{"Section", "[nodes]", "unknown section \"nodes\" in this file", "1:2+5"},
        Mistake{"SectionAsKey", "node = 5", "a table is needed here", "1:8+1"},
        Mistake{"InstanceInSingleBrackets", "[instance]\nname = \"a\"", "a list of tables is needed here", "1:1+10"},
        Mistake{"SectionInDoubleBrackets", "[[http]]\nlisten = \"off\"", "a table is needed here", "1:1+8"},
        Mistake{"KeyInDefaults", "[defaults]\nprio = 1", "unknown key \"prio\" in [defaults]", "2:1+4"},
        Mistake{"ValueInDefaults", "[defaults]\npriority = 999", "999 is out of range", "2:12+3"},
        Mistake{"NodeName", "[node]\nname = \"\"", "1 to 64 characters", "2:8+2"},
        Mistake{"RelativeFolder", "[node]\nrun_dir = \"run\"", "must be absolute", "2:11+5"},
        Mistake{"ScriptUser", "[node]\nscript_user = \"a b\"", "no blank, colon or slash", "2:15+5"},
        Mistake{"Ipv6Listen", "[http]\nlisten = \"[::1]:10112\"", "listens on IPv4 only", "2:10+13"},
        Mistake{"ListenWithoutPort", "[http]\nlisten = \"127.0.0.1\"", "not an IPv4 address with a port", "2:10+11"},
        Mistake{"ListenPortTooBig", "[http]\nlisten = \"127.0.0.1:65536\"", "not an IPv4 address with a port",
                "2:10+17"},
        Mistake{"PeerPage", "[http]\npeer_pages = [\"http://lb2/; script-src *\"]",
                "not the beginning of a page's address", "2:15+27"},
        Mistake{"PeerPageWithoutScheme", "[http]\npeer_pages = [\"lb2:10112\"]",
                "not the beginning of a page's address", "2:15+11"},
        Mistake{"LogLevel", "[log]\nlevel = \"inof\"", "\"inof\" is not possible here", "2:9+6"},
        Mistake{"Policy", "[detector]\npolicy = \"fense\"", "\"fense\" is not possible here", "2:10+7"},
        Mistake{"Gateway", "[detector]\ngateways = [\"auto\", \"10.0.0.1\"]", "\"auto\" is not an IP address",
                "2:13+6"},
        Mistake{"MulticastGateway", "[detector]\ngateways = [\"224.0.0.18\"]", "is a multicast address", "2:13+12"},
        Mistake{"Fall", "[detector]\nfall = 0", "0 is out of range", "2:8+1"},
        Mistake{"Isolation", "[detector]\non_isolation = \"fenced\"", "\"fenced\" is not possible here", "2:16+8"},
        Mistake{"DryRun", "[detector]\ndry_run = \"yes\"", "true or false is needed here", "2:11+5"}),
    [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace holdfast::config
