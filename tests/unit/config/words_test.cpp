// Durations, misspellings, and how a diagnostic looks.
#include <chrono>

#include "daemon/config/duration.hpp"
#include "daemon/config/spelling.hpp"
#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace words_test {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Duration, HasANumberAndAUnit) {
    EXPECT_EQ(parse_duration("100ms"), 100ms);
    EXPECT_EQ(parse_duration("1s"), 1s);
    EXPECT_EQ(parse_duration("1.5s"), 1500ms);
    EXPECT_EQ(parse_duration("40.95s"), 40950ms);
    EXPECT_EQ(parse_duration("0.5ms"), 500us);
    EXPECT_EQ(parse_duration("5m"), 5min);
    EXPECT_EQ(parse_duration("2h"), 2h);
    EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Duration, IsNothingElse) {
    for (const char* text : {"",    "5",   "s",  "ms",   ".5s", "1.s", "1.2.3s",   "-1s",        "+1s",   " 1s",
                             "1s ", "1 s", "1S", "1e3s", "1us", "1d",  "9999999s", "1.1234567s", "1m30s", "٣s"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
}

TEST(Duration, IsWrittenInItsLargestUnit) {
    EXPECT_EQ(to_text(10ms), "10ms");
    EXPECT_EQ(to_text(1500ms), "1.5s");
    EXPECT_EQ(to_text(40950ms), "40.95s");
    EXPECT_EQ(to_text(5min), "5m");
    EXPECT_EQ(to_text(24h), "24h");
    EXPECT_EQ(to_text(90s), "90s");
}

TEST(Spelling, CountsEdits) {
    EXPECT_EQ(edit_distance("vrid", "vrid"), 0U);
    EXPECT_EQ(edit_distance("vrdi", "vrid"), 1U);  // a swap of neighbours is one
    EXPECT_EQ(edit_distance("prioritty", "priority"), 1U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(Spelling, SuggestsTheNearestWord) {
    EXPECT_EQ(closest("adress", {"address", "addresses"}), "address");
    EXPECT_EQ(closest("prio", {"priority"}), "");
    EXPECT_EQ(closest(std::string(1000, 'a'), {"address"}), "");
}

TEST(Spelling, CountsCharactersAndNotBytes) {
    EXPECT_EQ(character_count("é€x"), 3U);
}

Diagnostic at(std::uint32_t column, std::uint32_t length, std::string line) {
    return {Weight::error, "f", 3, column, length, "no", "", std::move(line)};
}

TEST(Render, PutsTheCaretUnderTheCharacterWhateverItsBytes) {
    EXPECT_EQ(render({at(9, 2, "a = \"é\" xy")}, false),
              "f:3:9: error: no\n    3 | a = \"é\" xy\n      |         ^^\n");
}

TEST(Render, KeepsTabsSoThatTheCaretLinesUp) {
    EXPECT_EQ(render({at(3, 1, "\ta\tb")}, false), "f:3:3: error: no\n    3 | \ta\tb\n      | \t ^\n");
}

TEST(Render, PointsBehindTheEndOfALine) {
    EXPECT_EQ(render({at(5, 1, "a =")}, false), "f:3:5: error: no\n    3 | a =\n      |     ^\n");
}

TEST(Render, NeverObeysTheFile) {
    EXPECT_THAT(render({at(1, 1, "\033[2J")}, true), Not(HasSubstr("\033[2J")));
}

TEST(Render, UsesColourOnlyWhenAsked) {
    EXPECT_THAT(render({at(1, 1, "x")}, true), HasSubstr("\033["));
    EXPECT_THAT(render({at(1, 1, "x")}, false), Not(HasSubstr("\033")));
}

TEST(Render, SaysWarningAndHint) {
    EXPECT_EQ(render({{Weight::warning, "f", 0, 0, 1, "careful", "do this", ""}}, false),
              "f: warning: careful\n      hint: do this\n");
}

}  // namespace words_test
}  // namespace holdfast::config
