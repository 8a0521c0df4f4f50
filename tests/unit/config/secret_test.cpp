// Passwords and keys, and the files that they are kept in.
#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class SecretFile : public InAFolder {
protected:
    static std::string with_password(const std::string& words) {
        return instance_with("version = 2\nauthentication = { type = \"pass\", password = \"" + words + "\" }");
    }
    static std::string with_key(const std::string& words) {
        return "[hello]\nlisten = \"10.0.0.1:10112\"\npeers = [\"10.0.0.2:10112\"]\nkey = \"" + words + "\"\n" +
               instance_with("");
    }
    static constexpr auto secret = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    static constexpr auto open = secret | std::filesystem::perms::others_read;
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

TEST_F(SecretFile, HoldsTheKeyOfTheHello) {
    const auto key = write("key", "0123456789abcdef\n", secret);
    const auto outcome = load(write("a.toml", with_key("file:" + key.string()), open));
    ASSERT_TRUE(outcome) << render(outcome.error(), false);
    EXPECT_EQ(outcome->config.detector.hello.value().key, "0123456789abcdef");
    EXPECT_THAT(outcome->warnings, IsEmpty());
}

TEST_F(SecretFile, WithAKeyThatOthersCanReadIsAWarning) {
    const auto key = write("key", "0123456789abcdef\n", open);
    const auto outcome = load(write("a.toml", with_key("file:" + key.string()), secret));
    ASSERT_TRUE(outcome);
    ASSERT_THAT(outcome->warnings, SizeIs(1));
    EXPECT_THAT(outcome->warnings[0].message, HasSubstr("others can read " + key.string()));
}

TEST_F(SecretFile, IsNeverShownByADiagnostic) {
    const auto warned = load(write("a.toml", with_key("0123456789abcdéf"), open));
    ASSERT_TRUE(warned);
    EXPECT_THAT(render(warned->warnings, false), HasSubstr("    4 | key = ******************\n"));
    const auto refused = load(write("b.toml", with_key("sesame"), secret));
    ASSERT_FALSE(refused);
    EXPECT_THAT(render(refused.error(), false), HasSubstr("    4 | key = ********\n"));
}

TEST_F(SecretFile, IsNotShownByAMistakeBesideItEither) {
    const auto refused = load(
        write("a.toml", instance_with("version = 2\nauthentication = { tpe = 1, password = \"sesame\" }"), secret));
    ASSERT_FALSE(refused);
    EXPECT_THAT(render(refused.error(), false), Not(HasSubstr("sesame")));
}

// What is said of a text that holds "sesame" in a place where it cannot be read as a secret.
class SecretInAMistake : public testing::TestWithParam<const char*> {};

TEST_P(SecretInAMistake, IsNotShown) {
    const auto refused = parse(GetParam(), "t.toml", "host");
    ASSERT_FALSE(refused);
    EXPECT_THAT(render(refused.error(), false), Not(HasSubstr("sesame")));
}

INSTANTIATE_TEST_SUITE_P(
    All, SecretInAMistake,
    testing::Values("[[webhook]]\nurl = \"https://chat.example.org/sesame\n", "[[webhook]]\nurl = 'https://h/sesame\n",
                    "[mail]\npassword = sesame", "[mail]\npassword \"sesame\"", "[mail]\n\"pass word\" = sesame",
                    "[mail] password = \"sesame\"", "[hello]\nkey = \"\"\"\nsesame\\q\n\"\"\"",
                    "[hello]\nkey = \"\"\"\nsesame=\\q\n\"\"\"", "[[webhook]]\nheaders = { A = \"sesame }",
                    "[alertmanager]\nurls = [\n  \"https://sesame", "[alertmanager]\nurls = [\n  [ \"sesame ]",
                    "[mail]\npasword = \"sesame\"", "[mail]\npassword = [\"sesame\"]",
                    "[mail]\npassword.x = \"sesame\"", "mial.password = \"sesame\"", "hook = { url = \"sesame\" }"));

TEST(SecretOfDigits, IsNotShownByAMistake) {
    const auto refused = parse("[mail]\npassword = 12345678901234567890", "t.toml", "host");
    ASSERT_FALSE(refused);
    EXPECT_EQ(render(refused.error(), false).find("123456789"), std::string::npos);
}

TEST(SyntaxErrorOfASecret, ShowsItsKeyAndItsColumn) {
    const auto refused = parse("[[webhook]]\nurl = \"https://h/sesame\n", "t.toml", "host");
    ASSERT_FALSE(refused);
    EXPECT_THAT(render(refused.error(), false),
                HasSubstr("    2 | url = *****************\n      |                        ^"));
}

}  // namespace
}  // namespace holdfast::config
