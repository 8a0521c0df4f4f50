// What wrong files are told.
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;

TEST(Errors, AreAllToldAtOnceInTheOrderOfTheFile) {
    const std::string text = R"([[instance]]
name = "web"
interface = eth0
vrid = 300
prioritty = 200
addresses = ["10.0.0.300/24"]
advert_interval = "5"
)";
    EXPECT_EQ(render(errors_of(text), false),
              R"(t.toml:3:13: error: cannot read this value: could not determine value type
    3 | interface = eth0
      |             ^
      hint: text is written in quotes: key = "value"
t.toml:4:8: error: 300 is out of range: 1 to 255
    4 | vrid = 300
      |        ^^^
t.toml:5:1: error: unknown key "prioritty" in [[instance]]
    5 | prioritty = 200
      | ^^^^^^^^^
      hint: did you mean "priority"?
t.toml:6:14: error: "10.0.0.300/24" is not an IP address with the length of its network
    6 | addresses = ["10.0.0.300/24"]
      |              ^^^^^^^^^^^^^^^
t.toml:7:19: error: "5" is not a duration
    7 | advert_interval = "5"
      |                   ^^^
      hint: a number and a unit (ms, s, m, h), like "100ms" or "1.5s"
)");
}

struct Mistake {
    const char* name;
    const char* line;     // added to a good instance, as line 6
    const char* message;  // part of it
    const char* place;
};

class InstanceMistake : public testing::TestWithParam<Mistake> {};

TEST_P(InstanceMistake, IsToldWithItsPlace) {
    const std::string text = instance_with(GetParam().line);
    EXPECT_THAT(messages_of(text), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(text), GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    Each, InstanceMistake,
    testing::Values(
        Mistake{"PriorityZero", "priority = 0", "0 is out of range: 1 to 255", "6:12+1"},
        Mistake{"PriorityText", "priority = \"9\"", "a whole number is needed here, not a string", "6:12+3"},
        Mistake{"Version", "version = 4", "4 is out of range: 2 to 3", "6:11+1"},
        Mistake{"UnknownKey", "banana = 4", "unknown key \"banana\" in [[instance]]", "6:1+6"},
        Mistake{"BooleanText", "preempt = \"no\"", "true or false is needed here, not a string", "6:11+4"},
        Mistake{"DurationNumber", "start_hold = 5", "a duration is needed here, not a whole number", "6:14+1"},
        Mistake{"FinerThanTheWire", "advert_interval = \"15ms\"", "in steps of 10ms", "6:19+6"},
        Mistake{"TooShortInterval", "advert_interval = \"0s\"", "0s is out of range: 10ms to 255s", "6:19+4"},
        Mistake{"TooLongForVersion3", "advert_interval = \"41s\"", "out of range for version 3: 10ms to 40.95s",
                "6:19+5"},
        Mistake{"FractionInVersion2", "version = 2\nadvert_interval = \"1.5s\"", "whole seconds: 1s to 255s", "7:19+6"},
        Mistake{"PasswordInVersion3", "authentication = { type = \"pass\", password = \"x\" }", "only version 2 has",
                "6:18+33"},
        Mistake{"LongPassword", "version = 2\nauthentication = { type = \"pass\", password = \"123456789\" }",
                "1 to 8 bytes, not 9", "7:46+11"},
        Mistake{"EmptyPassword", "version = 2\nauthentication = { type = \"pass\", password = \"\" }",
                "1 to 8 bytes, not 0", "7:46+2"},
        Mistake{"NoPassword", "version = 2\nauthentication = { type = \"pass\" }", "the password is missing",
                "7:18+17"},
        Mistake{"NoAuthenticationType", "version = 2\nauthentication = { password = \"x\" }",
                "type of authentication is missing", "7:18+18"},
        Mistake{"PasswordFile", "version = 2\nauthentication = { type = \"pass\", password = \"file:/no/such\" }",
                "cannot read a secret from /no/such", "7:46+15"},
        Mistake{"RelativePasswordFile", "version = 2\nauthentication = { type = \"pass\", password = \"file:a\" }",
                "must be absolute", "7:46+8"},
        Mistake{"MixedPeers", "peers = [\"10.0.0.2\", \"fe80::2\"]", "fe80::2 is IPv6, but the first address",
                "6:22+9"},
        Mistake{"MixedSource", "source = \"fe80::2\"", "fe80::2 is IPv6, but the first address", "6:10+9"},
        Mistake{"MixedExcluded", "excluded_addresses = [\"2001:db8::1/64\"]", "is IPv6, but the first address",
                "6:23+16"},
        Mistake{"PeerIsVirtual", "peers = [\"10.0.0.10\"]", "10.0.0.10 is a virtual address", "6:10+11"},
        Mistake{"UnicastPeerIsVirtual", "unicast_peers = [\"10.0.0.10\"]", "10.0.0.10 is a virtual address", "6:18+11"},
        Mistake{"SourceIsVirtual", "source = \"10.0.0.10\"", "10.0.0.10 is a virtual address", "6:10+11"},
        Mistake{"PeerIsSource", "source = \"10.0.0.1\"\npeers = [\"10.0.0.1\"]", "is the source of this node",
                "7:10+10"},
        Mistake{"PeerTwice", "peers = [\"10.0.0.2\", \"10.0.0.2\"]", "10.0.0.2 is listed twice", "6:22+10"},
        Mistake{"PeerWithLength", "peers = [\"10.0.0.2/24\"]", "is not an IP address", "6:10+13"},
        Mistake{"PeersWithoutBrackets", "peers = \"10.0.0.2\"", "a list is needed here, not a string", "6:9+10"},
        Mistake{"ExcludedAndAdvertised", "excluded_addresses = [\"10.0.0.10/24\"]", "is advertised and excluded",
                "6:23+14"},
        Mistake{"Checksum", "checksum = \"rfc9586\"", "\"rfc9586\" is not possible here", "6:12+9"},
        Mistake{"Lease", "lease = \"1.5s\"", "whole seconds", "6:9+6"},
        Mistake{"LongLease", "lease = \"2h\"", "2h is out of range: 1s to 1h", "6:9+4"},
        Mistake{"GarpKey", "garp = { repeats = 1 }", "unknown key \"repeats\" in garp", "6:10+7"},
        Mistake{"GarpNoTable", "garp = 5", "a table is needed here, not a whole number", "6:8+1"},
        Mistake{"NotYetFalse", "accept = false", "\"accept\" is not supported yet", "6:1+6"},
        Mistake{"NotYetTrue", "virtual_mac = true", "\"virtual_mac\" is not supported yet", "6:1+11"},
        Mistake{"NotYetDelay", "preempt_delay = \"5s\"", "\"preempt_delay\" is not supported yet", "6:1+13"},
        Mistake{"NotYetTracks", "tracks = [\"nginx\"]", "\"tracks\" is not supported yet", "6:1+6"},
        Mistake{"NotYetNotify", "notify = { master = [\"/x\"] }", "\"notify\" is not supported yet", "6:1+6"},
        Mistake{"NotYetHmac", "hmac = { active = 1 }", "\"hmac\" is not supported yet", "6:1+4"},
        Mistake{"NotYetRoutes", "routes = [\"x\"]", "\"routes\" is not supported yet", "6:1+6"},
        Mistake{"NotYetInterfaces", "track_interfaces = [\"eth1\"]", "\"track_interfaces\" is not supported yet",
                "6:1+16"}),
    [](const auto& param_info) { return param_info.param.name; });

class HostMistake : public testing::TestWithParam<Mistake> {};

TEST_P(HostMistake, IsToldWithItsPlace) {
    EXPECT_THAT(messages_of(GetParam().line), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(GetParam().line), GetParam().place);
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
        Mistake{"ScriptUser", "[node]\nscript_user = \"x\"", "\"script_user\" is not supported yet", "2:1+11"},
        Mistake{"Ipv6Listen", "[http]\nlisten = \"[::1]:10112\"", "listens on IPv4 only", "2:10+13"},
        Mistake{"ListenWithoutPort", "[http]\nlisten = \"127.0.0.1\"", "not an IPv4 address with a port", "2:10+11"},
        Mistake{"ListenPortTooBig", "[http]\nlisten = \"127.0.0.1:65536\"", "not an IPv4 address with a port",
                "2:10+17"},
        Mistake{"LogLevel", "[log]\nlevel = \"inof\"", "\"inof\" is not possible here", "2:9+6"},
        Mistake{"Policy", "[detector]\npolicy = \"fence\"", "\"fence\" is not supported yet", "2:10+7"},
        Mistake{"Gateway", "[detector]\ngateways = [\"auto\", \"10.0.0.1\"]", "\"auto\" is not an IP address",
                "2:13+6"},
        Mistake{"MulticastGateway", "[detector]\ngateways = [\"224.0.0.18\"]", "is a multicast address", "2:13+12"},
        Mistake{"Fall", "[detector]\nfall = 0", "0 is out of range", "2:8+1"},
        Mistake{"NotYetFence", "[fence]\ncommand = [\"x\"]", "\"fence\" is not supported yet", "1:2+5"},
        Mistake{"NotYetGroup", "[[group]]\nname = \"x\"", "\"group\" is not supported yet", "1:3+5"},
        Mistake{"NotYetCheck", "[[check]]\nname = \"x\"", "\"check\" is not supported yet", "1:3+5"},
        Mistake{"NotYetHello", "[hello]\nkey = \"x\"", "\"hello\" is not supported yet", "1:2+5"},
        Mistake{"NotYetAlertmanager", "[alertmanager]\nurls = [\"x\"]", "\"alertmanager\" is not supported yet", "1:2+12"},
        Mistake{"NotYetMail", "[mail]\nto = [\"x\"]", "\"mail\" is not supported yet", "1:2+4"},
        Mistake{"NotYetWebhook", "[[webhook]]\nurl = \"x\"", "\"webhook\" is not supported yet", "1:3+7"},
        Mistake{"NotYetStream", "[stream]\nsocket = \"x\"", "\"stream\" is not supported yet", "1:2+6"},
        Mistake{"NotYetDryRun", "[detector]\ndry_run = true", "\"dry_run\" is not supported yet", "2:1+7"},
        Mistake{"NotYetTrust", "[detector]\ntrust_lan = true", "\"trust_lan\" is not supported yet", "2:1+9"},
        Mistake{"NotYetIsolation", "[detector]\non_isolation = \"fence\"", "\"on_isolation\" is not supported yet",
                "2:1+12"}),
    [](const auto& param_info) { return param_info.param.name; });

class BadAddress : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadAddress, IsRefused) {
    const std::string text =
        "[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses = [" + std::string{GetParam().first} + "]";
    EXPECT_THAT(messages_of(text), ElementsAre(HasSubstr(GetParam().second)));
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadAddress,
    testing::Values(std::pair{"\"224.0.0.1/24\"", "is a multicast address"},
                    std::pair{"\"127.0.0.1/8\"", "is a loopback address"},
                    std::pair{"\"0.0.0.0/0\"", "is no address of a machine"},
                    std::pair{"\"255.255.255.255\"", "is the broadcast address"},
                    std::pair{"\"10.0.0.1/33\"", "is not an IP address"},
                    std::pair{"10", "a string is needed here, not a whole number"},
                    std::pair{"", "at least one address"}, std::pair{"{}", "the address is missing"},
                    std::pair{"{ address = \"10.0.0.1\", label = \"x\" }", "\"label\" is not supported yet"},
                    std::pair{"{ address = \"10.0.0.1\", lable = \"x\" }", "unknown key \"lable\""},
                    std::pair{"\"10.0.0.1\", \"10.0.0.1/24\"", "10.0.0.1 is listed twice"},
                    std::pair{"\"10.0.0.1\", \"fe80::1\"", "fe80::1 is IPv6, but the first"},
                    std::pair{"\"2001:db8::1/64\"", "link-local address (RFC 9568 §5.2.9)"}));

std::string addresses(std::string_view start, int count, std::string_view first) {
    std::string list = "[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses = [" + std::string{first};
    for (int i = 0; i < count; ++i) list += "\"" + std::string{start} + std::to_string(i) + "\",";
    return list + "]";
}

TEST(Addresses, AreAtMost255OverIpv4) {
    EXPECT_THAT(messages_of(addresses("10.0.0.", 255, "")), IsEmpty());
    EXPECT_THAT(messages_of(addresses("10.0.0.", 255, "\"10.1.0.1\",")),
                ElementsAre(HasSubstr("256 addresses do not fit")));
}

TEST(Addresses, AreAtMost90OverIpv6) {  // P15
    EXPECT_THAT(messages_of(addresses("2001:db8::", 89, "\"fe80::1\",")), IsEmpty());
    EXPECT_THAT(messages_of(addresses("2001:db8::", 90, "\"fe80::1\",")),
                ElementsAre(HasSubstr("91 addresses do not fit")));
}

TEST(Ipv6, IsNeverVersion2) {
    EXPECT_THAT(
        messages_of("[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses=[\"fe80::1/64\"]\nversion = 2"),
        ElementsAre("IPv6 is always version 3"));
}

TEST(Required, KeysAreNamedAtTheInstanceThatLacksThem) {
    const std::vector<Diagnostic> errors = errors_of("[log]\n[[instance]]\n");
    EXPECT_THAT(messages_of("[log]\n[[instance]]\n"),
                UnorderedElementsAre("this instance has no name", "this instance has no interface",
                                     "this instance has no vrid", "this instance has no addresses"));
    EXPECT_THAT(errors, Each(testing::Field(&Diagnostic::line, 2U)));
}

std::string two(std::string_view second) {
    return instance_with("") + "[[instance]]\n" + std::string{second};
}

TEST(TwoInstances, NeedTwoNames) {
    EXPECT_THAT(messages_of(two("name=\"web\"\ninterface=\"eth0\"\nvrid=52\naddresses=[\"10.0.0.11\"]")),
                ElementsAre("the name \"web\" is taken by the instance of line 2"));
}

TEST(TwoInstances, NeedTwoVridsOnOneInterface) {
    EXPECT_THAT(messages_of(two("name=\"b\"\ninterface=\"eth0\"\nvrid=51\naddresses=[\"10.0.0.11\"]")),
                ElementsAre("vrid 51 on eth0 (ipv4) is taken, see line 4"));
}

TEST(TwoInstances, MayShareAVridOnTwoInterfacesOrFamilies) {
    EXPECT_THAT(messages_of(two("name=\"b\"\ninterface=\"eth1\"\nvrid=51\naddresses=[\"10.0.0.11\"]")), IsEmpty());
    EXPECT_THAT(messages_of(two("name=\"b\"\ninterface=\"eth0\"\nvrid=51\naddresses=[\"fe80::1\"]")), IsEmpty());
}

TEST(TwoInstances, MayNotHoldOneAddress) {
    EXPECT_THAT(messages_of(two("name=\"b\"\ninterface=\"eth0\"\nvrid=52\naddresses=[\"10.0.0.10\"]")),
                ElementsAre("10.0.0.10 is held by instance \"web\" on eth0 already"));
}

TEST(TwoInstances, ShareTheMistakeOfTheirDefaultsWhichIsToldOnce) {
    const std::string text = "[defaults]\nadvert_interval = \"1.5s\"\nversion = 2\n" +
                             two("name=\"b\"\ninterface=\"eth0\"\nvrid=52\naddresses=[\"10.0.0.11\"]");
    EXPECT_THAT(messages_of(text), ElementsAre(StartsWith("version 2 sends the interval in whole seconds")));
}

TEST(SyntaxError, HasItsPlace) {
    EXPECT_EQ(place_of_first("[log]\nlevel = \"info\n"), "2:14+1");
}

TEST(SyntaxError, OfARepeatedKeyDoesNotHideTheRest) {
    EXPECT_THAT(messages_of("[log]\nlevel = \"info\"\nlevel = \"debug\"\nformat = \"xml\""),
                ElementsAre(HasSubstr("cannot redefine"), HasSubstr("\"xml\" is not possible here")));
}

TEST(SyntaxError, InAnOpenListIsToldAlone) {
    EXPECT_THAT(messages_of(instance_with("peers = [\"10.0.0.2\"\nversion = 3\npreempt = true")), SizeIs(1));
}

TEST(SyntaxError, DoesNotMakeItsKeyMissing) {
    EXPECT_THAT(messages_of("[[instance]]\nname = web\n"), SizeIs(1));
}

TEST(File, ThatCannotBeReadIsADiagnosticWithoutALine) {
    const auto outcome = load("/no/such/file.toml");
    ASSERT_FALSE(outcome);
    EXPECT_EQ(render(outcome.error(), false), "/no/such/file.toml: error: cannot open: No such file or directory\n");
}

class SecretFile : public testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path write(const char* name, const std::string& text, std::filesystem::perms permissions) {
        const std::filesystem::path path = folder_ / name;
        std::ofstream{path} << text;
        std::filesystem::permissions(path, permissions);
        return path;
    }
    static std::string with_password(const std::string& words) {
        return instance_with("version = 2\nauthentication = { type = \"pass\", password = \"" + words + "\" }");
    }
    static constexpr auto secret = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    static constexpr auto open = secret | std::filesystem::perms::others_read;

private:
    std::filesystem::path folder_ =
        std::filesystem::path{testing::TempDir()} / ("config_test." + std::to_string(getpid()));
};

TEST_F(SecretFile, WithAPasswordThatOthersCanReadIsAWarning) {
    const auto outcome = load(write("a.toml", with_password("1111"), open));
    ASSERT_TRUE(outcome);
    ASSERT_THAT(outcome->warnings, SizeIs(1));
    EXPECT_THAT(outcome->warnings[0].message, HasSubstr("others can read this file"));
    EXPECT_EQ(outcome->warnings[0].line, 7U);
}

TEST_F(SecretFile, ThatOnlyItsOwnerReadsIsFine) {
    const auto outcome = load(write("a.toml", with_password("1111"), secret));
    ASSERT_TRUE(outcome);
    EXPECT_THAT(outcome->warnings, IsEmpty());
}

TEST_F(SecretFile, HoldsThePasswordInItsFirstLine) {
    const auto password = write("password", "sesame\nother\n", secret);
    const auto outcome = load(write("a.toml", with_password("file:" + password.string()), open));
    ASSERT_TRUE(outcome) << render(outcome.error(), false);
    EXPECT_EQ(outcome->config.engine.instances.at(0).password, (vrrp::Password{'s', 'e', 's', 'a', 'm', 'e'}));
    EXPECT_THAT(outcome->warnings, IsEmpty());
}

}  // namespace
}  // namespace holdfast::config
