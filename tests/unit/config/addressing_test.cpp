// What an instance holds, as it is written.
#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

net::IpAddress numbered(const char* text) {
    return net::IpAddress::parse(text).value();
}
net::Prefix network(const char* text) {
    return net::Prefix::parse(text).value();
}

std::vector<std::string> warned_of(const std::string& more) {
    std::vector<std::string> said;
    for (const Diagnostic& warning : loaded(instance_with(more)).warnings) said.push_back(warning.message);
    return said;
}

TEST(Addressing, KeepsWhatIsSpecialAboutAnAddress) {
    const auto settings = instance_of(
        R"(excluded_addresses = [{ address = "10.1.0.1/24", interface = "eth1", label = "eth1:x", scope = "link" }])");
    EXPECT_EQ(settings.placements.at(numbered("10.1.0.1")), (engine::Placement{"eth1", "eth1:x", 253}));
}

TEST(Addressing, HasNothingToKeepOfTheRoutersOwnInterface) {
    EXPECT_THAT(instance_of(R"(excluded_addresses = [{ address = "10.1.0.1/24", interface = "eth0" }])").placements,
                IsEmpty());
}

TEST(Addressing, TellsTheDetectorWhatLivesElsewhere) {
    const auto config = loaded(
                            "[[instance]]\nname=\"a\"\ninterface=\"eth0\"\nvrid=1\n"
                            "addresses=[\"10.0.0.1/24\", { address = \"10.1.0.1/24\", interface = \"eth1\" }]")
                            .config;
    EXPECT_THAT(config.detector.instances.at(0).elsewhere, ElementsAre(numbered("10.1.0.1")));
}

TEST(Addressing, WarnsOfAnAddressWithoutALength) {
    EXPECT_THAT(warned_of(R"(excluded_addresses = ["10.0.0.9"])"),
                ElementsAre("10.0.0.9 has no length of a network: /32 is taken"));
    EXPECT_THAT(warned_of(R"(excluded_addresses = ["10.0.0.9/32"])"), IsEmpty());
}

TEST(Addressing, AllowsTheSameAddressOnTwoInterfaces) {
    const std::string other =
        "[[instance]]\nname=\"b\"\ninterface=\"eth0\"\nvrid=2\n"
        "addresses=[\"10.0.0.11/24\", { address = \"10.0.0.10/24\", interface = \"eth1\" }]";
    EXPECT_THAT(messages_of(instance_with("") + other), IsEmpty());
}

TEST(Addressing, ReadsARoute) {
    const auto settings = instance_of(
        R"(routes = [{ to = "198.51.100.0/24", via = "10.0.0.254", interface = "eth1", source = "10.0.0.10", )"
        R"(table = 100, metric = 5, mtu = 1400, scope = "global", onlink = true }])");
    const net::Route route{.to = network("198.51.100.0/24"),
                           .via = numbered("10.0.0.254"),
                           .source = numbered("10.0.0.10"),
                           .table = 100,
                           .metric = 5,
                           .mtu = 1400,
                           .scope = 0,
                           .onlink = true};
    EXPECT_THAT(settings.routes, ElementsAre(engine::RouteSettings{route, "eth1"}));
}

TEST(Addressing, KnowsTheRoutesOfOtherInstances) {
    const std::string other =
        "[[instance]]\nname=\"b\"\ninterface=\"eth0\"\nvrid=2\naddresses=[\"10.0.0.11/24\"]\n"
        "routes = [{ to = \"198.51.100.0/24\", via = \"10.0.0.2\" }]\n";
    EXPECT_THAT(messages_of(instance_with("routes = [{ to = \"198.51.100.0/24\", via = \"10.0.0.1\" }]\n") + other),
                ElementsAre("the route of line 6 has the same destination, table and metric"));
    EXPECT_THAT(messages_of(instance_with("routes = [{ to = \"198.51.100.0/24\", metric = 1 }]\n") + other), IsEmpty());
}

TEST(Addressing, KnowsWhatTheKernelMakesOfAnIpv6RouteWithoutAMetric) {
    EXPECT_THAT(messages_of("[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses=[\"fe80::1/64\"]\n"
                            "routes = [{ to = \"default\" }, { to = \"default\", metric = 1024 }]"),
                ElementsAre("the route of line 6 has the same destination, table and metric"));
}

TEST(Addressing, KnowsTheRulesOfOtherInstances) {
    const std::string other =
        "[[instance]]\nname=\"b\"\ninterface=\"eth0\"\nvrid=2\naddresses=[\"10.0.0.11/24\"]\n"
        "rules = [{ from = \"10.0.0.0/24\", incoming = \"eth1\", table = 9 }]\n";
    EXPECT_THAT(messages_of(instance_with("rules = [{ from = \"10.0.0.0/24\", table = 9 }]\n") + other),
                ElementsAre(HasSubstr("in place of that of line 6")));
    EXPECT_THAT(messages_of(instance_with("rules = [{ from = \"10.0.0.0/24\", table = 9, priority = 5 }]\n") + other),
                IsEmpty());
    EXPECT_THAT(messages_of(instance_with("rules = [{ from = \"10.0.1.0/24\", table = 9 }]\n") + other), IsEmpty());
}

TEST(Addressing, TakesDefaultForTheInstancesFamily) {
    const auto config = loaded(
                            "[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses=[\"fe80::1/64\"]\n"
                            "routes = [{ to = \"default\", via = \"fe80::9\" }]")
                            .config;
    EXPECT_EQ(config.engine.instances.at(0).routes.at(0).route.to, network("::/0"));
    EXPECT_EQ(instance_of(R"(routes = [{ to = "default", via = "10.0.0.9" }])").routes.at(0).route.to,
              network("0.0.0.0/0"));
}

TEST(Addressing, ReadsARule) {
    const auto settings = instance_of(
        R"(rules = [{ from = "10.0.0.0/24", incoming = "eth1", fwmark = "0x10/0xf0", table = "main", priority = 7 }])");
    const net::Rule rule{.priority = 7,
                         .from = network("10.0.0.0/24"),
                         .to = {},
                         .incoming = "eth1",
                         .outgoing = {},
                         .mark = 0x10,
                         .mask = 0xf0,
                         .table = net::main_table};
    EXPECT_THAT(settings.rules, ElementsAre(rule));
}

TEST(Addressing, GivesARuleAPriority) {
    EXPECT_EQ(instance_of(R"(rules = [{ from = "10.0.0.0/24", table = 100 }])").rules.at(0).priority, 16384U);
}

TEST(Addressing, LetsAnOwnerAccept) {
    const auto outcome = loaded(instance_with("priority = 255\naccept = false"));
    EXPECT_TRUE(outcome.config.engine.instances.at(0).accept);
    ASSERT_EQ(outcome.warnings.size(), 1U);
    EXPECT_THAT(outcome.warnings.at(0).message, HasSubstr("are this node's own, and answer"));
}

TEST(Addressing, ReadsHowAnnouncementsAreSpaced) {
    const auto garp = instance_of(R"(garp = { refresh_repeat = 2, interval = "50ms", pace = "1ms" })").garp;
    EXPECT_EQ(garp.refresh_repeat, 2);
    EXPECT_EQ(garp.interval, std::chrono::milliseconds{50});
    EXPECT_EQ(garp.pace, std::chrono::milliseconds{1});
}

TEST(Addressing, RefusesWhatIpv6DoesNotHave) {
    const auto six = [](const char* special) {
        return std::string{
                   "[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses=[{ address = \"fe80::1/64\", "} +
               special + " }]";
    };
    EXPECT_THAT(messages_of(six("label = \"e:x\"")), ElementsAre("IPv6 addresses have no labels"));
    EXPECT_THAT(messages_of(six("scope = \"link\"")), ElementsAre(HasSubstr("is in the address itself")));
    EXPECT_THAT(messages_of(six("interface = \"f\"")), ElementsAre(HasSubstr("belongs on its own interface")));
}

}  // namespace
}  // namespace holdfast::config
