// What valid files mean.
#include <chrono>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using namespace std::chrono_literals;
using net::IpAddress;
using testing::ElementsAre;
using testing::IsEmpty;

net::Prefix prefix(std::string_view text) {
    return net::Prefix::parse(text).value();
}
IpAddress ip(std::string_view text) {
    return IpAddress::parse(text).value();
}

TEST(Defaults, FillAllThatAnInstanceDoesNotSay) {
    engine::InstanceSettings expected;
    expected.name = "web";
    expected.interface = "eth0";
    expected.vrid = vrrp::Vrid{51};
    expected.addresses = {prefix("10.0.0.10/24")};
    EXPECT_EQ(instance_of(""), expected);
}

TEST(Defaults, FillAllThatTheHostDoesNotSay) {
    const Config config = loaded(instance_with("")).config;
    EXPECT_EQ(config.node, (NodeSettings{"host", "/var/lib/holdfast", "/run/holdfast", true, "holdfast", {}}));
    EXPECT_EQ(config.http, (HttpSettings{true, "127.0.0.1", 10112}));
    EXPECT_EQ(config.log, LogSettings{});
    EXPECT_EQ(config.engine.node, "host");
}

TEST(Instance, TakesEachKey) {
    const engine::InstanceSettings s = instance_of(R"(
priority = 200
peers = ["10.0.0.2"]
excluded_addresses = ["10.0.0.11"]
version = 2
advert_interval = "3s"
preempt = false
start_hold = "2s"
source = "10.0.0.1"
unicast_peers = ["10.0.0.2", "10.0.0.3"]
authentication = { type = "pass", password = "1111" }
lease = "7s"
garp = { repeat = 2, delay = "1s", refresh = "1m" })");
    EXPECT_EQ(s.priority, vrrp::Priority{200});
    EXPECT_THAT(s.peers, ElementsAre(ip("10.0.0.2")));
    EXPECT_THAT(s.excluded_addresses, ElementsAre(prefix("10.0.0.11/32")));
    EXPECT_EQ(s.version, vrrp::Version::v2);
    EXPECT_EQ(s.advert_interval, vrrp::Centiseconds{300});
    EXPECT_FALSE(s.preempt);
    EXPECT_EQ(s.start_hold, 2s);
    EXPECT_EQ(s.source, ip("10.0.0.1"));
    EXPECT_THAT(s.unicast_peers, ElementsAre(ip("10.0.0.2"), ip("10.0.0.3")));
    EXPECT_EQ(s.password, (vrrp::Password{'1', '1', '1', '1'}));
    EXPECT_EQ(s.lease, 7s);
    EXPECT_EQ(s.garp, (engine::GarpSettings{2, 1s, 1min}));
}

TEST(Instance, SaysOffAndAutoInWords) {
    EXPECT_EQ(instance_of("lease = \"off\"").lease, 0s);
    EXPECT_EQ(instance_of("lease = \"auto\"").lease, std::nullopt);
    EXPECT_EQ(instance_of("start_hold = \"auto\"").start_hold, std::nullopt);
    EXPECT_EQ(instance_of("source = \"\"").source, std::nullopt);
    EXPECT_EQ(instance_of("checksum = \"auto\"").checksum, std::nullopt);
    EXPECT_EQ(instance_of("checksum = \"rfc9568\"").checksum, vrrp::ChecksumForm::rfc9568);
}

TEST(Instance, HasAVirtualMacWhenItSaysSo) {
    EXPECT_TRUE(instance_of("virtual_mac = true").virtual_mac);
    EXPECT_FALSE(instance_of("").virtual_mac);
    EXPECT_TRUE(loaded(instance_with("virtual_mac = true")).config.detector.instances.at(0).virtual_mac);
}

TEST(Instance, HoldsAnAddressGivenAsTable) {
    const auto config =
        loaded("[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses=[{address=\"10.0.0.1/8\"}]").config;
    EXPECT_THAT(config.engine.instances.at(0).addresses, ElementsAre(prefix("10.0.0.1/8")));
}

TEST(Instance, OfIpv6TakesItsFamilyFromTheAddresses) {
    const auto config =
        loaded("[[instance]]\nname=\"a\"\ninterface=\"e\"\nvrid=1\naddresses=[\"fe80::1/64\", \"2001:db8::1/64\"]")
            .config;
    EXPECT_EQ(config.engine.instances.at(0).family, net::Family::ipv6);
    EXPECT_EQ(config.detector.instances.at(0).family, net::Family::ipv6);
}

TEST(Instance, TakesWhatSaysNothing) {
    instance_of(
        "accept = true\npreempt_delay = \"0s\"\nroutes = []\nrules = []\ntracks = []\n"
        "notify = { master = [], backup = [] }");
}

TEST(Instance, MayOwnTheAddressItSpeaksFrom) {
    EXPECT_EQ(instance_of("priority = 255\nsource = \"10.0.0.10\"").source, ip("10.0.0.10"));
}

TEST(DefaultsSection, HoldsForEachInstanceThatSaysNothingElse) {
    const auto config =
        loaded("[defaults]\npriority = 7\ngarp = { repeat = 3 }\n" + instance_with("garp = { delay = \"1s\" }") +
               "[[instance]]\nname=\"b\"\ninterface=\"eth0\"\nvrid=2\naddresses=[\"10.0.0.2\"]\npriority=9")
            .config;
    EXPECT_EQ(config.engine.instances.at(0).priority, vrrp::Priority{7});
    EXPECT_EQ(config.engine.instances.at(1).priority, vrrp::Priority{9});
    EXPECT_EQ(config.engine.instances.at(0).garp, (engine::GarpSettings{3, 1s, 0s}));
}

TEST(DefaultsSection, MayComeAfterTheInstances) {
    const auto config = loaded(instance_with("") + "[defaults]\npriority = 7\n").config;
    EXPECT_EQ(config.engine.instances.at(0).priority, vrrp::Priority{7});
}

TEST(Detector, IsToldWhatToWatch) {
    const auto watched = loaded(instance_with("priority = 9\npeers = [\"10.0.0.2\"]\nversion = 2\n"
                                              "authentication = { type = \"pass\", password = \"x\" }"))
                             .config.detector.instances.at(0);
    EXPECT_EQ(watched.name, "web");
    EXPECT_EQ(watched.interface, "eth0");
    EXPECT_EQ(watched.vrid, vrrp::Vrid{51});
    EXPECT_EQ(watched.version, vrrp::Version::v2);
    EXPECT_EQ(watched.priority, vrrp::Priority{9});
    EXPECT_THAT(watched.addresses, ElementsAre(ip("10.0.0.10")));
    EXPECT_THAT(watched.peers, ElementsAre(ip("10.0.0.2")));
    EXPECT_EQ(watched.password, vrrp::Password{'x'});
}

TEST(Detector, TakesEachKey) {
    const auto d =
        loaded(
            "[detector]\nenabled = false\npolicy = \"fence\"\ngateways = [\"10.0.0.254\"]\nping_interval = \"2s\"\n"
            "fall = 4\nrise = 5\naudit_interval = \"20s\"\ndry_run = true\ntrust_lan = true\non_isolation = \"yield\"")
            .config.detector;
    detector::Settings expected = d;
    expected.enabled = expected.gateway_auto = false;
    expected.gateways = {ip("10.0.0.254")};
    expected.ping_interval = 2s;
    expected.fall = 4;
    expected.rise = 5;
    expected.audit_interval = 20s;
    expected.policy = detector::Policy::fence;
    expected.dry_run = expected.trust_lan = true;
    expected.on_isolation = detector::OnIsolation::yield;
    EXPECT_EQ(d, expected);
}

TEST(Detector, FindsTheGatewayItselfWhenToldAuto) {
    EXPECT_TRUE(loaded("[detector]\ngateways = [\"auto\"]").config.detector.gateway_auto);
    EXPECT_FALSE(loaded("[detector]\ngateways = []").config.detector.gateway_auto);
}

TEST(Host, TakesEachKey) {
    const Config config = loaded(
                              "[node]\nname = \"n\"\nstate_dir = \"/s\"\nrun_dir = \"/r\"\nrealtime = false\nuser = "
                              "\"e\"\nscript_user = \"u\"\n"
                              "[http]\nlisten = \"0.0.0.0:80\"\n[log]\nlevel = \"debug\"\nformat = \"json\"")
                              .config;
    EXPECT_EQ(config.node, (NodeSettings{"n", "/s", "/r", false, "e", "u"}));
    EXPECT_EQ(config.http, (HttpSettings{true, "0.0.0.0", 80}));
    EXPECT_EQ(config.log, (LogSettings{net::Level::debug, LogFormat::json}));
    EXPECT_EQ(config.engine.node, "n");
    EXPECT_EQ(config.detector.node, "n");
}

TEST(Host, ServesNoHttpWhenOff) {
    EXPECT_FALSE(loaded("[http]\nlisten = \"off\"").config.http.enabled);
}

TEST(Host, HasThePagesOfTheOtherNodesAndTheOldNames) {
    const auto http =
        loaded(
            "[http]\nkeepalived_exporter_names = true\npeer_pages = [\"http://192.0.2.2:10112\", \"https://lb3\"]\n"
            "listen = \"0.0.0.0:80\"")
            .config.http;
    EXPECT_EQ(http.peer_pages, (std::vector<std::string>{"http://192.0.2.2:10112", "https://lb3"}));
    EXPECT_TRUE(http.keepalived_exporter_names);
    EXPECT_EQ(http.port, 80);
}

TEST(Loaded, KnowsTheDigestOfTheText) {
    EXPECT_EQ(loaded("").sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Loaded, WithoutAnyInstanceWarns) {
    const Loaded outcome = loaded("");
    ASSERT_EQ(outcome.warnings.size(), 1U);
    EXPECT_EQ(outcome.warnings[0].weight, Weight::warning);
    EXPECT_THAT(outcome.config.engine.instances, IsEmpty());
}

TEST(Loaded, WarnsOfAChecksumFormThatNobodyUses) {
    const Loaded outcome = loaded(instance_with("version = 2\nchecksum = \"rfc9568\""));
    ASSERT_EQ(outcome.warnings.size(), 1U);
    EXPECT_EQ(outcome.warnings[0].line, 7U);
}

}  // namespace
}  // namespace holdfast::config
