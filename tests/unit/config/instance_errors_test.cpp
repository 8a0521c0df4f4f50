// What wrong instances are told.
#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class InstanceMistake : public testing::TestWithParam<Mistake> {};

TEST_P(InstanceMistake, IsToldWithItsPlace) {
    const std::string text = instance_with(GetParam().text);
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
        Mistake{"VirtualMacByUnicast", "virtual_mac = true\nunicast_peers = [\"10.0.0.2\"]",
                "advertisements from a virtual MAC are multicast", "6:15+4"},
        Mistake{"VirtualMacOfAnOwner", "virtual_mac = true\npriority = 255", "the addresses are the interface's own",
                "6:15+4"},
        Mistake{"Checksum", "checksum = \"rfc9586\"", "\"rfc9586\" is not possible here", "6:12+9"},
        Mistake{"Lease", "lease = \"1.5s\"", "whole seconds", "6:9+6"},
        Mistake{"LongLease", "lease = \"2h\"", "2h is out of range: 1s to 1h", "6:9+4"},
        Mistake{"GarpKey", "garp = { repeats = 1 }", "unknown key \"repeats\" in garp", "6:10+7"},
        Mistake{"GarpNoTable", "garp = 5", "a table is needed here, not a whole number", "6:8+1"},
        Mistake{"Label", "excluded_addresses = [{ address = \"10.0.0.9/24\", label = \"eth0:far-too-long\" }]",
                "a label has at most 15 characters", "6:58+19"},
        Mistake{"Scope", "excluded_addresses = [{ address = \"10.0.0.9/24\", scope = \"near\" }]",
                "\"near\" is no scope", "6:58+6"},
        Mistake{"RouteText", "routes = [\"x\"]", "a table is needed here, not a string", "6:11+3"},
        Mistake{"RouteNowhere", "routes = [{ via = \"10.0.0.1\" }]", "the route goes nowhere", "6:11+20"},
        Mistake{"RouteHost", "routes = [{ to = \"10.1.0.7/16\" }]", "is an address in a network", "6:18+13"},
        Mistake{"RouteKey", "routes = [{ to = \"10.1.0.0/16\", gw = \"10.0.0.1\" }]", "unknown key \"gw\" in a route",
                "6:33+2"},
        Mistake{"RouteFamily", "routes = [{ to = \"2001:db8::/32\" }]", "the route is not of ipv4", "6:11+24"},
        Mistake{"RouteTable", "routes = [{ to = \"default\", table = \"nobody\" }]",
                "\"nobody\" is no table of /etc/iproute2/rt_tables", "6:37+8"},
        Mistake{"RouteTwice", "routes = [{ to = \"default\", via = \"10.0.0.1\" }, { to = \"default\" }]",
                "has the same destination, table and metric", "6:49+18"},
        Mistake{"OnlinkAlone", "routes = [{ to = \"default\", onlink = true }]", "onlink says something of via",
                "6:11+33"},
        Mistake{"RuleNowhere", "rules = [{ from = \"10.0.0.0/24\" }]", "the rule leads to no table", "6:10+24"},
        Mistake{"RuleMark", "rules = [{ fwmark = \"0xzz\", table = 100 }]", "\"0xzz\" is no mark", "6:21+6"},
        Mistake{"RuleFamily", "rules = [{ to = \"2001:db8::/32\", table = 100 }]", "the rule is not of ipv4",
                "6:10+37"},
        Mistake{"RuleTwice", "rules = [{ from = \"10.0.0.0/24\", table = 9 }, { from = \"10.0.0.0/24\", table = 9 }]",
                "in place of that of line 6", "6:47+35"},
        Mistake{"RuleOfFewerWords", "rules = [{ from = \"10.0.0.0/24\", table = 9 }, { table = 9 }]",
                "in place of that of line 6", "6:47+13"},
        Mistake{"SlowerThanTheRefresh", "garp = { pace = \"1s\", refresh = \"500ms\" }",
                "the announcements take 1s, and are refreshed each 500ms", "6:8+34"},
        Mistake{"Pace", "garp = { pace = \"2s\" }", "2s is out of range: 0ms to 1s", "6:17+4"}),
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
                    std::pair{"{ address = \"10.0.0.1/8\", lable = \"x\" }", "unknown key \"lable\""},
                    std::pair{"\"10.0.0.1/32\", \"10.0.0.1/24\"", "10.0.0.1 is listed twice"},
                    std::pair{"\"10.0.0.1/24\", \"fe80::1/64\"", "fe80::1 is IPv6, but the first"},
                    std::pair{"\"2001:db8::1/64\"", "link-local address (RFC 9568 §5.2.9)"}));

std::string addresses(std::string_view start, int count, std::string_view first) {
    std::string list = "[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses = [" + std::string{first};
    const std::string length = start.contains(':') ? "/64" : "/24";
    for (int i = 0; i < count; ++i) list += "\"" + std::string{start} + std::to_string(i) + length + "\",";
    return list + "]";
}

TEST(Addresses, AreAtMost255OverIpv4) {
    EXPECT_THAT(messages_of(addresses("10.0.0.", 255, "")), IsEmpty());
    EXPECT_THAT(messages_of(addresses("10.0.0.", 255, "\"10.1.0.1/24\",")),
                ElementsAre(HasSubstr("256 addresses do not fit")));
}

TEST(Addresses, AreAtMost90OverIpv6) {  // P15
    EXPECT_THAT(messages_of(addresses("2001:db8::", 89, "\"fe80::1/64\",")), IsEmpty());
    EXPECT_THAT(messages_of(addresses("2001:db8::", 90, "\"fe80::1/64\",")),
                ElementsAre(HasSubstr("91 addresses do not fit")));
}

TEST(Ipv6, IsNeverVersion2) {
    EXPECT_THAT(
        messages_of("[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses=[\"fe80::1/64\"]\nversion = 2"),
        ElementsAre("IPv6 is always version 3"));
}

std::string two(std::string_view second) {
    return instance_with("") + "[[instance]]\n" + std::string{second};
}

TEST(TwoInstances, NeedTwoNames) {
    EXPECT_THAT(messages_of(two("name=\"web\"\ninterface=\"eth0\"\nvrid=52\naddresses=[\"10.0.0.11/24\"]")),
                ElementsAre("the name \"web\" is taken by the instance of line 2"));
}

TEST(TwoInstances, NeedTwoVridsOnOneInterface) {
    EXPECT_THAT(messages_of(two("name=\"b\"\ninterface=\"eth0\"\nvrid=51\naddresses=[\"10.0.0.11/24\"]")),
                ElementsAre("vrid 51 on eth0 (ipv4) is taken, see line 4"));
}

TEST(TwoInstances, MayShareAVridOnTwoInterfacesOrFamilies) {
    EXPECT_THAT(messages_of(two("name=\"b\"\ninterface=\"eth1\"\nvrid=51\naddresses=[\"10.0.0.11/24\"]")), IsEmpty());
    EXPECT_THAT(messages_of(two("name=\"b\"\ninterface=\"eth0\"\nvrid=51\naddresses=[\"fe80::1/64\"]")), IsEmpty());
}

TEST(TwoInstances, MayNotHoldOneAddress) {
    EXPECT_THAT(messages_of(two("name=\"b\"\ninterface=\"eth0\"\nvrid=52\naddresses=[\"10.0.0.10/24\"]")),
                ElementsAre("10.0.0.10 is held by instance \"web\" on eth0 already"));
}

TEST(TwoInstances, ShareTheMistakeOfTheirDefaultsWhichIsToldOnce) {
    const std::string text = "[defaults]\nadvert_interval = \"1.5s\"\nversion = 2\n" +
                             two("name=\"b\"\ninterface=\"eth0\"\nvrid=52\naddresses=[\"10.0.0.11/24\"]");
    EXPECT_THAT(messages_of(text), ElementsAre(StartsWith("version 2 sends the interval in whole seconds")));
}

}  // namespace
}  // namespace holdfast::config
