// What wrong files are told.
#include <string>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
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
    3 | interface = ****
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

TEST(Required, KeysAreNamedAtTheInstanceThatLacksThem) {
    const std::vector<Diagnostic> errors = errors_of("[log]\n[[instance]]\n");
    EXPECT_THAT(messages_of("[log]\n[[instance]]\n"),
                UnorderedElementsAre("this instance has no name", "this instance has no interface",
                                     "this instance has no vrid", "this instance has no addresses"));
    EXPECT_THAT(errors, Each(testing::Field(&Diagnostic::line, 2U)));
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

}  // namespace
}  // namespace holdfast::config
