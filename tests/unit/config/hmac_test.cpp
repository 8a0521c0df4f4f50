// hmac: keys by number, of which one is sent.
#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace hmac_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string key32 = "0123456789abcdef0123456789abcdef";
const std::string other32 = "fedcba9876543210fedcba9876543210";

std::string hmac(const std::string& more = "") {
    return "hmac = { keys = { 1 = \"" + key32 + "\" }" + more + " }";
}

TEST(Hmac, IsNotUsedUnlessAsked) {
    EXPECT_EQ(instance_of("").hmac, std::nullopt);
}

TEST(Hmac, TakesEachKey) {
    const auto s = instance_of("hmac = { keys = { 7 = \"" + key32 + "\", 2 = \"" + other32 +
                               "\" }, active = 7, mode = \"permissive\", window = \"20s\" }");
    const vrrp::HmacSettings expected{{{2, other32}, {7, key32}}, 7, vrrp::HmacMode::permissive, 20s};
    EXPECT_EQ(s.hmac, expected);
}

TEST(Hmac, SendsItsOnlyKey) {
    EXPECT_EQ(instance_of("hmac = { keys = { 9 = \"" + key32 + "\" } }").hmac.value().active, 9);
}

TEST(Hmac, IsEnforcedUnlessSaidOtherwise) {
    EXPECT_EQ(instance_of(hmac()).hmac.value().mode, vrrp::HmacMode::enforce);
}

TEST(Hmac, PutsUpWithClocksThatDifferByThreeIntervalsAndFiveSeconds) {
    EXPECT_EQ(instance_of(hmac() + "\nadvert_interval = \"100ms\"").hmac.value().window, 5s);
    EXPECT_EQ(instance_of(hmac() + "\nadvert_interval = \"2.5s\"").hmac.value().window, 8s);
    EXPECT_EQ(
        instance_of("version = 2\nadvert_interval = \"200s\"\n" + hmac(", window = \"auto\"")).hmac.value().window,
        300s);
}

TEST(Hmac, IsWatchedByTheDetectorToo) {
    const Config config = loaded(instance_with(hmac())).config;
    EXPECT_EQ(config.detector.instances.at(0).hmac, config.engine.instances.at(0).hmac);
}

TEST(Hmac, IsEvidenceThatAFenceMayRestOn) {
    const std::string fence = "[detector]\npolicy = \"fence\"\n";
    EXPECT_THAT(messages_of(fence + instance_with("")), ElementsAre(HasSubstr("needs evidence that can be trusted")));
    EXPECT_THAT(messages_of(fence + instance_with(hmac())), IsEmpty());
    EXPECT_THAT(messages_of(fence + instance_with(hmac(", mode = \"permissive\""))),
                ElementsAre(HasSubstr("needs evidence that can be trusted")));
}

TEST(Hmac, OnItsWayToBeEnforcedWantsThePolicyAlert) {
    const std::string permissive = instance_with(hmac(", mode = \"permissive\""));
    const auto errors = errors_of("[detector]\npolicy = \"fence\"\n" + permissive);
    EXPECT_THAT(errors, ElementsAre(Field(&Diagnostic::hint, HasSubstr("policy = \"alert\" until"))));
    EXPECT_THAT(messages_of("[detector]\npolicy = \"alert\"\n" + permissive), IsEmpty());
}

TEST(HmacKey, MayBeHexadecimal) {
    const auto s = instance_of("hmac = { keys = { 1 = \"hex:" + std::string(64, '4') + "\" } }");
    EXPECT_EQ(s.hmac.value().keys.at(0).secret, std::string(32, 'D'));
}

class HmacFile : public InAFolder {};

TEST_F(HmacFile, HoldsAKey) {
    const auto file = write("vrrp.key", "hex:" + std::string(64, '4') + "\n",
                            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const auto s = instance_of("hmac = { keys = { 1 = \"file:" + file.string() + "\" } }");
    EXPECT_EQ(s.hmac.value().keys.at(0).secret, std::string(32, 'D'));
}

TEST_F(HmacFile, IsWarnedOfWhenOthersCanReadIt) {
    const auto file =
        write("open.key", key32 + "\n", std::filesystem::perms::owner_read | std::filesystem::perms::others_read);
    const Loaded outcome = loaded(instance_with("hmac = { keys = { 1 = \"file:" + file.string() + "\" } }"));
    ASSERT_EQ(outcome.warnings.size(), 1U);
    EXPECT_THAT(outcome.warnings.at(0).message, HasSubstr("others can read"));
}

TEST(HmacKey, IsNeverShown) {
    const auto found = errors_of(instance_with("hmac = { keys = { 1 = \"" + key32 + "x\" }, mode = \"no\" }"));
    EXPECT_EQ(render(found, false).find(key32), std::string::npos);
}

class HmacMistake : public testing::TestWithParam<Mistake> {};

TEST_P(HmacMistake, IsToldWithItsPlace) {
    const std::string text = instance_with(GetParam().text);
    EXPECT_THAT(messages_of(text), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(text), GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    Each, HmacMistake,
    testing::Values(
        Mistake{"NoKeys", "hmac = { active = 1 }", "there is no key", "6:8+14"},
        Mistake{"EmptyKeys", "hmac = { keys = {} }", "there is no key", "6:8+13"},
        Mistake{"KeysNoTable", "hmac = { keys = \"x\" }", "a table is needed here, not a string", "6:17+3"},
        Mistake{"ShortKey", "hmac = { keys = { 1 = \"short\" } }", "a key has 32 to 64 bytes, not 5", "6:23+7"},
        Mistake{"ShortHex", "hmac = { keys = { 1 = \"hex:00ff\" } }", "a key has 32 to 64 bytes, not 2", "6:23+10"},
        Mistake{"HalfAByte", "hmac = { keys = { 1 = \"hex:123\" } }", "pairs of hexadecimal digits", "6:23+9"},
        Mistake{"NoHex", "hmac = { keys = { 1 = \"hex:zz\" } }", "pairs of hexadecimal digits", "6:23+8"},
        Mistake{"MissingFile", "hmac = { keys = { 1 = \"file:/no/such\" } }", "cannot read a secret from /no/such",
                "6:23+15"},
        Mistake{"NumberZero", "hmac = { keys = { 0 = \"0123456789abcdef0123456789abcdef\" } }",
                "the number of a key is 1 to 255, not \"0\"", "6:19+1"},
        Mistake{"NumberWord", "hmac = { keys = { one = \"0123456789abcdef0123456789abcdef\" } }",
                "the number of a key is 1 to 255, not \"one\"", "6:19+3"},
        Mistake{"UnknownActive", "hmac = { keys = { 1 = \"0123456789abcdef0123456789abcdef\" }, active = 2 }",
                "there is no key 2 to send", "6:8+65"},
        Mistake{
            "NoActive",
            "hmac = { keys = { 1 = \"0123456789abcdef0123456789abcdef\", 2 = \"0123456789abcdef0123456789abcdef\" } }",
            "which of the keys is sent?", "6:8+93"},
        Mistake{"Mode", "hmac = { keys = { 1 = \"0123456789abcdef0123456789abcdef\" }, mode = \"strict\" }",
                "\"strict\" is not possible here", "6:68+8"},
        Mistake{"Window", "hmac = { keys = { 1 = \"0123456789abcdef0123456789abcdef\" }, window = \"301s\" }",
                "out of range: 1s to 5m", "6:70+6"},
        Mistake{"FractionOfAWindow",
                "hmac = { keys = { 1 = \"0123456789abcdef0123456789abcdef\" }, window = \"1.5s\" }", "whole seconds",
                "6:70+6"},
        Mistake{"WithAPassword",
                "version = 2\nauthentication = { type = \"pass\", password = \"x\" }\nhmac = { keys = { 1 = "
                "\"0123456789abcdef0123456789abcdef\" } }",
                "there is a password too", "8:8+53"},
        Mistake{"UnknownKey", "hmac = { keys = { 1 = \"0123456789abcdef0123456789abcdef\" }, key = 2 }",
                "unknown key \"key\" in hmac", "6:61+3"}),
    [](const auto& param_info) { return param_info.param.name; });

}  // namespace hmac_test
}  // namespace holdfast::config
