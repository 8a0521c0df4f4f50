// The language of keepalived.conf: words, comments, inclusion, conditions, variables.
#include "daemon/import/variables.hpp"
#include "daemon/import/words.hpp"
#include "tests/unit/import/support.hpp"

namespace holdfast::import {
namespace {

std::vector<std::string> texts(std::string_view line) {
    std::vector<std::string> result;
    const auto words = words_of(line);
    for (const Word& word : words.value()) result.push_back(word.text);
    return result;
}

TEST(Words, ArePartedByBlanks) {
    EXPECT_THAT(texts("  a\tb  c "), ElementsAre("a", "b", "c"));
}
TEST(Words, KeepBlanksInQuotes) {
    EXPECT_THAT(texts(R"(abcd "efg h jkl" mnop)"), ElementsAre("abcd", "efg h jkl", "mnop"));
    EXPECT_THAT(texts(R"(abcd" efg h jkl "mnop)"), ElementsAre("abcd efg h jkl mnop"));
    EXPECT_THAT(texts("'a b' c"), ElementsAre("a b", "c"));
}
TEST(Words, KeepAnApostropheThatClosesNothing) {
    EXPECT_THAT(texts("it's don't"), ElementsAre("it's", "don't"));
}
TEST(Words, AreEndedByBraces) {
    EXPECT_THAT(texts("block{a}"), ElementsAre("block", "{", "a", "}"));
}
TEST(Words, KeepTheBracesOfAVariableThatNobodyDefined) {
    EXPECT_THAT(texts("a${X}b {"), ElementsAre("a${X}b", "{"));
}
TEST(Words, CountColumnsInCharacters) {
    const auto words = words_of("ä bc").value();
    EXPECT_EQ(words[1].column, 3U);
    EXPECT_EQ(words[1].length, 2U);
}
TEST(Words, KnowWhichQuoteStaysOpen) {
    const auto words = words_of(R"(a "b" "c)");
    ASSERT_FALSE(words);
    EXPECT_EQ(words.error().column, 7U);
}

TEST(Comments, BeginWithHashOrExclamationMark) {
    EXPECT_EQ(without_comment("a # b").text, "a ");
    EXPECT_EQ(without_comment("a ! b").text, "a ");
    EXPECT_EQ(without_comment("a#b").text, "a");
}
TEST(Comments, DoNotBeginInQuotesNorAfterABackslash) {
    EXPECT_EQ(without_comment(R"(a "#b!" c)").text, R"(a "#b!" c)");
    EXPECT_EQ(without_comment(R"(a \#b)").text, "a #b");
}
TEST(Comments, AreToldWhenTheyCutAWord) {
    EXPECT_TRUE(without_comment("auth_pass foo!bar").in_a_word);
    EXPECT_FALSE(without_comment("}#end").in_a_word);
    EXPECT_FALSE(without_comment("## title").in_a_word);
}

TEST(VariableNames, AreFollowedByABlankOrStandInBraces) {
    EXPECT_EQ(reference_in("a $B c", 0)->name, "B");
    EXPECT_EQ(reference_in("a${B}c", 0)->name, "B");
    EXPECT_FALSE(reference_in("a $B.c", 0));
    EXPECT_FALSE(reference_in("a ${B c", 0));
    EXPECT_FALSE(reference_in("cost: 5$", 0));
}

TEST(Variables, ArePutInWhereTheyAreUsed) {
    EXPECT_THAT(imported("$IF=eth7\n" + instance_with("mcast_src_ip 10.0.0.1\ninterface $IF")).toml,
                HasSubstr("interface = \"eth7\""));
}
TEST(Variables, ThatNobodyDefinedStayAsTheyAre) {
    EXPECT_THAT(instance("notify_master \"/a.sh $HOME ${X}\"").toml, HasSubstr(R"(["/a.sh", "$HOME", "${X}"])"));
}
TEST(Variables, KnowTheFolderAndTheId) {
    EXPECT_THAT(errors_of({{"k.conf", "include etc/a"}, {"etc/a", "vrrp_script x { script ${_PWD}/y"}}),
                HasSubstr("etc/a:1:1: error: the block of \"vrrp_script\" begins here"));
    EXPECT_THAT(imported("global_defs {\nrouter_id ${_INSTANCE}-1\n}\n").toml, HasSubstr("name = \"main-1\""));
}
TEST(Variables, ThatContainThemselvesAreAnError) {
    EXPECT_THAT(errors_of("$A=${A}${A}\nx ${A}\n"), HasSubstr("k.conf:2:1: error: variables contain each other"));
    EXPECT_THAT(errors_of("$A= \\\n${A} \\\n${A}\n$A\n"), HasSubstr("contain each other without end"));
}
TEST(Macros, MayContainConditionsAndDefinitions) {
    const std::string text =
        "$M= \\\n$N=7 \\\n@main virtual_router_id ${N} \\\n@other virtual_router_id 9\n"
        "vrrp_instance A {\ninterface eth0\n$M\nvirtual_ipaddress {\n10.0.0.1/8\n}\n}\n";
    EXPECT_THAT(imported(text).toml, HasSubstr("vrid = 7\n"));
    EXPECT_THAT(imported(text, "other").toml, HasSubstr("vrid = 9\n"));
}
TEST(Macros, ThatAreNeverUsedAreNotedLineByLine) {
    const Outcome outcome = imported("$M= \\\nfoo \\\nbar\n");
    EXPECT_THAT(outcome.account,
                AllOf(HasSubstr("k.conf:1: $M"), HasSubstr("k.conf:2: foo"), HasSubstr("k.conf:3: bar")));
}

TEST(Macros, MayBeOneLine) {
    const Outcome outcome = imported("$M= \\\nfoo\n$M\n");
    EXPECT_THAT(outcome.account, HasSubstr("k.conf:3: $M"));
    EXPECT_TRUE(outcome.lines.contains({0, 2}));
}

TEST(Macros, EndAtABlankLine) {
    EXPECT_THAT(imported("$M= \\\nfoo \\\n\nbar\n").account,
                HasSubstr("k.conf:4: bar\n    \"bar\" is no keyword here"));
}

TEST(Conditions, TakeTheLinesOfThisNode) {
    const std::string text = "@a priority 7\n@^a priority 8\n";
    EXPECT_THAT(imported(instance_with(text), "a").toml, HasSubstr("priority = 7"));
    EXPECT_THAT(imported(instance_with(text), "b").toml, HasSubstr("priority = 8"));
}
TEST(Conditions, NoteTheLinesOfOtherNodes) {
    EXPECT_THAT(instance("@b priority 7").account, HasSubstr("k.conf:4: @b priority 7"));
    EXPECT_EQ(instance("@b priority 7").missing, 0U);
}

TEST(Inclusion, IsRelativeToTheFileThatIncludes) {
    const Texts texts{{"k.conf", "include d/*\n"},
                      {"d/one", instance_with("include two")},
                      {"two", "priority 1"},
                      {"d/two", "priority 2"}};
    const auto outcome =
        try_import({{"k.conf", "include d/one\n"}, {"d/one", texts.at("d/one")}, {"d/two", "priority 2"}});
    ASSERT_TRUE(outcome);
    EXPECT_THAT(outcome->toml, HasSubstr("priority = 2"));
}
TEST(Inclusion, OfNothingIsNotedForAPatternAndMissingForAFile) {
    EXPECT_EQ(imported("include d/*\n").missing, 0U);
    EXPECT_THAT(imported("include d/*\n").account, HasSubstr("no file matches d/*"));
    EXPECT_EQ(imported("include d/a\n").missing, 1U);
}
TEST(Inclusion, ThatMustMatchIsAnErrorWhenItDoesNot) {
    EXPECT_THAT(errors_of("includem d/*\n"), HasSubstr("k.conf:1:1: error: no file matches d/*"));
}
TEST(Inclusion, OfItselfEnds) {
    EXPECT_THAT(errors_of("include k.conf\n"), HasSubstr("contain each other without end"));
}
TEST(Inclusion, SaysWhichFileIsBroken) {
    EXPECT_THAT(errors_of({{"k.conf", "include a"}, {"a", "\nglobal_defs {\n"}}), HasSubstr("a:2:1: error:"));
}

TEST(Lines, ContinueAfterABackslash) {
    EXPECT_THAT(instance("notify_master \"/a.sh one \\\n two\"").toml, HasSubstr(R"(["/a.sh", "one", "two"])"));
}
TEST(Lines, ThatAreNotUtf8AreReadAsLatin1AndNoted) {
    const Outcome outcome = imported("# caf\xe9\nglobal_defs {\nrouter_id caf\xe9\n}\n");
    EXPECT_THAT(outcome.toml, HasSubstr("name = \"café\""));
    EXPECT_THAT(outcome.account, HasSubstr("k.conf:3: router_id café"));
}
TEST(Loops, AreReported) {
    EXPECT_THAT(imported("~SEQ(X,1,3) foo ${X}\n").account, HasSubstr("k.conf:1: ~SEQ(X,1,3) foo ${X}\n    loops"));
}

}  // namespace
}  // namespace holdfast::import
