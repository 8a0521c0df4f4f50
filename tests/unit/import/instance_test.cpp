// vrrp_instance and global_defs, key by key.
#include "tests/unit/import/support.hpp"

namespace holdfast::import {
namespace {

std::string toml(const std::string& more) {
    return instance(more).toml;
}
std::string account(const std::string& more) {
    return instance(more).account;
}

TEST(AnInstance, NeedsNothingButWhatItHas) {
    EXPECT_EQ(imported(instance_with("priority 90")).toml,
              "# From k.conf by `holdfast config import`, which found a place for every line.\n\n"
              "[[instance]]\nname = \"VI_1\"\ninterface = \"eth0\"\nvrid = 51\npriority = 90\n"
              "# keepalived speaks version 2 by default; the same on every node\nversion = 2\n"
              "addresses = [\"192.0.2.10/24\"]\n");
}

TEST(AnInstance, HasVersion2UnlessItSaysOtherwise) {
    EXPECT_THAT(toml(""), HasSubstr("version = 2"));
    EXPECT_THAT(toml("version 3"), Not(HasSubstr("version = ")));
    const std::string global = "global_defs {\nvrrp_version 3\n}\n";
    EXPECT_THAT(imported(global + instance_with("")).toml, Not(HasSubstr("version = ")));
    EXPECT_THAT(imported(global + instance_with("version 2")).toml, HasSubstr("version = 2"));
}

TEST(AnInstance, OfAMasterWithoutPriorityOwnsTheAddresses) {
    EXPECT_THAT(toml("state MASTER"), HasSubstr("priority = 255"));
    EXPECT_THAT(toml("state BACKUP"), HasSubstr("priority = 100"));
}

TEST(AnInstance, TakesTheLastOfWhatIsSaidTwice) {
    EXPECT_THAT(toml("priority 7\npriority 8"), HasSubstr("priority = 8"));
    EXPECT_THAT(account("priority 7\npriority 8"),
                HasSubstr("k.conf:4: priority 7\n    priority is said again in line 5"));
}

TEST(AnInstance, HasTheIntervalThatItsVersionCanSend) {
    EXPECT_THAT(toml("version 3\nadvert_int 0.25"), HasSubstr("advert_interval = \"250ms\""));
    EXPECT_THAT(toml("advert_int 5"), HasSubstr("advert_interval = \"5s\""));
    EXPECT_THAT(toml("advert_int 1"), Not(HasSubstr("advert_interval")));
    EXPECT_THAT(account("advert_int 1.4"), HasSubstr("version 2 sends the interval in steps of 1s: 1s"));
}

TEST(AnInstance, DoesNotPreemptWhenToldSo) {
    EXPECT_THAT(toml("nopreempt"), HasSubstr("preempt = false"));
    EXPECT_THAT(toml("priority 255\nnopreempt"), Not(HasSubstr("preempt = ")));
    EXPECT_THAT(toml("preempt_delay 90"), HasSubstr("preempt_delay = \"90s\""));
}

TEST(AnInstance, SpeaksToItsPeersAlone) {
    EXPECT_THAT(toml("unicast_src_ip 10.0.0.1\nunicast_peer {\n10.0.0.2\n10.0.0.3\n}"),
                AllOf(HasSubstr("source = \"10.0.0.1\""), HasSubstr("unicast_peers = [\"10.0.0.2\", \"10.0.0.3\"]")));
    EXPECT_THAT(account("unicast_peer {\n10.0.0.2 min_ttl 3\n}"), HasSubstr("has no bounds of its own"));
}

TEST(AnInstance, HasOneSource) {
    EXPECT_THAT(toml("mcast_src_ip 10.0.0.1\nunicast_src_ip 10.0.0.2"), HasSubstr("source = \"10.0.0.2\""));
    EXPECT_THAT(account("mcast_src_ip 10.0.0.1\nunicast_src_ip 10.0.0.2"),
                HasSubstr("k.conf:4: mcast_src_ip 10.0.0.1"));
    EXPECT_THAT(account("mcast_src_ip fe80::1"), HasSubstr("of the other family"));
}

TEST(APassword, HasEightBytes) {
    const std::string more = "authentication {\nauth_type PASS\nauth_pass 123456789\n}";
    EXPECT_THAT(toml(more), HasSubstr(R"(authentication = { type = "pass", password = "12345678" })"));
    EXPECT_THAT(account(more), HasSubstr("k.conf:6: auth_pass 123456789\n    only the first 8 bytes count"));
}
TEST(APassword, IsIgnoredInVersion3) {
    const std::string more = "version 3\nauthentication {\nauth_type PASS\nauth_pass 1\n}";
    EXPECT_THAT(toml(more), Not(HasSubstr("authentication = ")));
    EXPECT_THAT(account(more), HasSubstr("version 3 has no authentication"));
}
TEST(AuthenticationHeaders, HaveNoEquivalent) {
    const Outcome outcome = instance("authentication {\nauth_type AH\nauth_pass 1\n}");
    EXPECT_EQ(outcome.missing, 1U);
    EXPECT_THAT(outcome.account, HasSubstr("there is no IPsec AH"));
}
TEST(Hmac, KeepsKeysAndMode) {
    EXPECT_THAT(
        toml("auth_hmac {\nkey 1 hex:00ff\nkey 2 file:/etc/k\nactive_key 2\nmode permissive\n}"),
        HasSubstr(R"(hmac = { keys = { 1 = "hex:00ff", 2 = "file:/etc/k" }, active = 2, mode = "permissive" })"));
}

TEST(Hmac, KeepsTheWindow) {
    EXPECT_THAT(toml("auth_hmac {\nkey 1 file:/etc/k\nanti_replay time\ntime_window 20\n}"),
                HasSubstr(R"(hmac = { keys = { 1 = "file:/etc/k" }, window = "20s" })"));
}
TEST(Hmac, IsAlwaysOfThePresent) {
    EXPECT_EQ(instance("auth_hmac {\nkey 1 file:/etc/k\nanti_replay time\n}").missing, 0U);
    EXPECT_EQ(instance("auth_hmac {\nkey 1 file:/etc/k\nanti_replay monotonic\n}").missing, 1U);
}

TEST(Addresses, KeepDeviceAndLabel) {
    EXPECT_THAT(toml("virtual_ipaddress {\n10.0.0.1/24 dev eth1 label eth1:x\n}"),
                HasSubstr(R"({ address = "10.0.0.1/24", interface = "eth1", label = "eth1:x" })"));
    EXPECT_THAT(toml("virtual_ipaddress {\n10.0.0.1/24 dev eth0\n}"), HasSubstr(R"(["10.0.0.1/24")"));
}
TEST(Addresses, WithoutLengthAreTheirOwnNetwork) {
    EXPECT_THAT(toml("virtual_ipaddress {\n10.0.0.1\n}"), HasSubstr(R"("10.0.0.1/32")"));
}
TEST(Addresses, ReportWhatTheyCannotHave) {
    const Outcome outcome = instance("virtual_ipaddress {\n10.0.0.1/24 peer 10.0.0.2 home foo\n}");
    EXPECT_THAT(outcome.account, AllOf(HasSubstr("10.0.0.2 is left out"), HasSubstr("home is not set"),
                                       HasSubstr("\"foo\" is not understood")));
    EXPECT_EQ(outcome.missing, 3U);
}
TEST(Addresses, OfTheOtherFamilyAreAnInstanceOfTheSameGroup) {
    const std::string text = toml("nopreempt\nvirtual_ipaddress_excluded {\n2001:db8::1/64\n}");
    EXPECT_THAT(text, AllOf(HasSubstr("name = \"VI_1-ipv6\"\ninterface = \"eth0\"\nvrid = 51\npriority = 100\n"),
                            HasSubstr("addresses = [\"fe80::51/64\", \"2001:db8::1/64\"]\npreempt = false"),
                            HasSubstr("[[group]]\nname = \"VI_1-both\"\ninstances = [\"VI_1\", \"VI_1-ipv6\"]")));
}
TEST(Addresses, OfTheOtherFamilyJoinTheGroupThatIsThere) {
    const std::string text = imported(instance_with("virtual_ipaddress_excluded {\n2001:db8::1/64\n}") +
                                      "vrrp_sync_group G {\ngroup {\nVI_1\n}\n}\n")
                                 .toml;
    EXPECT_THAT(text, AllOf(HasSubstr("name = \"G\"\ninstances = [\"VI_1\", \"VI_1-ipv6\"]"), Not(HasSubstr("-both"))));
}
TEST(Addresses, OfIpv6BeginWithTheLinkLocalOne) {
    EXPECT_THAT(imported("vrrp_instance A {\ninterface eth0\nvirtual_router_id 7\nvirtual_ipaddress {\n2001:db8::1/64\n"
                         "fe80::9/64\n}\n}\n")
                    .toml,
                HasSubstr(R"(addresses = ["fe80::9/64", "2001:db8::1/64"])"));
}
TEST(Addresses, AreNeededAndWithoutThemTheInstanceIsAComment) {
    const Outcome outcome =
        imported("vrrp_instance A {\ninterface eth0\nvirtual_router_id 7\nno_virtual_ipaddress\n}\n");
    EXPECT_THAT(outcome.toml, HasSubstr("# [[instance]]\n# name = \"A\""));
    EXPECT_THAT(outcome.account, HasSubstr("an instance without addresses is not supported yet"));
}

TEST(AVirtualMac, IsKeptWithMulticast) {
    EXPECT_THAT(toml("use_vmac"), HasSubstr("virtual_mac = true"));
    EXPECT_THAT(toml("use_vmac\nunicast_peer {\n10.0.0.2\n}"), Not(HasSubstr("virtual_mac")));
    EXPECT_THAT(account("use_vmac\nunicast_peer {\n10.0.0.2\n}"), HasSubstr("a virtual MAC goes with multicast only"));
}

TEST(Announcements, AreThoseOfTheInstanceOrOfAll) {
    const std::string global = "global_defs {\nvrrp_garp_master_repeat 2\nvrrp_garp_master_refresh 60\n}\n";
    EXPECT_THAT(imported(global + instance_with("garp_master_repeat 3\ngarp_master_delay 0")).toml,
                HasSubstr(R"(garp = { repeat = 3, delay = "0s", refresh = "1m" })"));
    EXPECT_THAT(imported("global_defs {\nvrrp_min_garp\n}\n" + instance_with("")).toml,
                HasSubstr(R"(garp = { repeat = 1, delay = "0s" })"));
    EXPECT_THAT(
        imported("global_defs {\nvrrp_garp_interval 0.002\nvrrp_gna_interval 0.001\n}\n" + instance_with("")).toml,
        HasSubstr(R"(garp = { pace = "2ms" })"));
    EXPECT_THAT(toml("garp_master_refresh 60\ngarp_master_refresh_repeat 2"),
                HasSubstr(R"(garp = { refresh = "1m", refresh_repeat = 2 })"));
}

TEST(StrictMode, DropsWhatIsSentToTheAddresses) {
    const std::string strict = "global_defs {\nvrrp_strict\n}\n";
    EXPECT_THAT(imported(strict + instance_with("")).toml, HasSubstr("accept = false"));
    EXPECT_THAT(imported(strict + instance_with("accept")).toml, Not(HasSubstr("accept = false\n")));
    EXPECT_THAT(toml("no_accept"), HasSubstr("accept = false"));
}

TEST(Checksums, WithoutPseudoHeaderAreThoseOfTheRfc) {
    EXPECT_THAT(toml("version 3\nv3_checksum_as_v2"), HasSubstr("checksum = \"rfc9568\""));
}

TEST(Routes, KeepTheirWay) {
    EXPECT_THAT(
        toml("virtual_routes {\nsrc 10.0.0.9 to 10.1.0.0/16 via 10.0.0.1 dev eth1 metric 5\n}"),
        HasSubstr(
            R"(routes = [{ to = "10.1.0.0/16", via = "10.0.0.1", interface = "eth1", metric = 5, source = "10.0.0.9" }])"));
    EXPECT_THAT(account("virtual_routes {\nblackhole 10.1.0.0/16\n}"),
                HasSubstr("routes of other kinds have no equivalent"));
    // Without an interface the kernel looks for the next hop.
    EXPECT_THAT(toml("virtual_routes {\ndefault via 10.0.0.1 dev eth0 onlink\n}"),
                HasSubstr(R"(routes = [{ to = "default", via = "10.0.0.1", interface = "eth0", onlink = true }])"));
    EXPECT_THAT(toml("virtual_routes {\n10.1.0.0/16 dev eth0\n}"), HasSubstr(R"(routes = [{ to = "10.1.0.0/16" }])"));
    EXPECT_THAT(account("virtual_routes {\n10.1.0.0/16 via 10.0.0.1 realms 7\n}"),
                HasSubstr("\"realms\" has no equivalent"));
}

TEST(Unknown, KeywordsAreReportedWithWhatWasMeant) {
    EXPECT_THAT(account("priorty 7"),
                HasSubstr("k.conf:4: priorty 7\n    \"priorty\" is no keyword here: did you mean \"priority\"?"));
    EXPECT_THAT(
        imported("vrrp_instnce A {\n interface eth0\n}\n").account,
        HasSubstr(
            "k.conf:1: vrrp_instnce A {\n    2 |  interface eth0\n    3 | }\n    \"vrrp_instnce\" is no keyword here: "
            "did you mean \"vrrp_instance\"?"));
}

TEST(Spare, WordsAreReported) {
    EXPECT_THAT(account("priority 7 8 9"), HasSubstr("\"8 9\" has no meaning here"));
}

TEST(VirtualServers, AreKeptAsTheyAre) {
    const Outcome outcome = imported("virtual_server 10.0.0.1 80 {\n    lb_kind DR\n}\n");
    EXPECT_THAT(outcome.toml,
                HasSubstr("# k.conf:1: virtual_server 10.0.0.1 80 {\n#     2 |     lb_kind DR\n#     3 | }\n"
                          "#     not supported yet: LVS virtual servers\n"));
    EXPECT_EQ(outcome.missing, 1U);
}

TEST(Mail, IsSentWhenSomebodyAsksForIt) {
    const std::string global =
        "global_defs {\nnotification_email {\na@b.c\n}\nsmtp_server fe80::1\nnotification_email_from x@y\n}\n";
    EXPECT_THAT(imported(global + instance_with("smtp_alert")).toml,
                HasSubstr("\n[mail]\nserver = \"smtp://[fe80::1]:25\"\nfrom = \"x@y\"\nto = [\"a@b.c\"]\n"));
    EXPECT_THAT(imported(global + instance_with("")).toml, HasSubstr("# [mail]\n# server = "));
}

TEST(TheNode, HasTheRoutersId) {
    EXPECT_THAT(imported("global_defs {\nrouter_id \"a b\"\n}\n").toml, HasSubstr("name = \"a_b\""));
    EXPECT_THAT(imported("global_defs {\nrouter_id LVS_DEVEL\n}\n").toml, Not(HasSubstr("name = ")));
}

}  // namespace
}  // namespace holdfast::import
