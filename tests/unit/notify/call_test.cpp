// What scripts are called with: keepalived's order of words, and more in the environment.
#include "daemon/notify/call.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::notify {
namespace {

using engine::Standing;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Call> calls_for(const Happening& happening, Scripts scripts = for_all()) {
    Picture picture;
    picture.take(happening);
    const Party party = web(std::move(scripts));
    return calls(party, happening, picture.of(party.key));
}

std::vector<Slot> slots_for(const Happening& happening, Scripts scripts = for_all()) {
    std::vector<Slot> all;
    for (const Call& call : calls_for(happening, std::move(scripts))) all.push_back(call.slot);
    return all;
}

std::string variable(const Call& call, const std::string& name) {
    for (const auto& [known, value] : call.environment) {
        if (known == name) return value;
    }
    return "(not set)";
}

TEST(Call, IsTheScriptOfTheStateAndThenTheOneForAll) {
    EXPECT_THAT(slots_for(becomes(Standing::master)), ElementsAre(Slot::master, Slot::any));
    EXPECT_THAT(slots_for(becomes(Standing::backup)), ElementsAre(Slot::backup, Slot::any));
    EXPECT_THAT(slots_for(becomes(Standing::fault)), ElementsAre(Slot::fault, Slot::any));
    EXPECT_THAT(slots_for(becomes(Standing::stopped)), ElementsAre(Slot::stop, Slot::any));
    EXPECT_THAT(slots_for(becomes(Standing::fenced)), ElementsAre(Slot::fenced, Slot::any));
}

TEST(Call, OfAFenceIsThatOfAFaultWhereThereIsNoOther) {
    Scripts scripts = for_all();
    scripts[Slot::fenced].clear();
    EXPECT_THAT(slots_for(becomes(Standing::fenced), scripts), ElementsAre(Slot::fault, Slot::any));
}

TEST(Call, OfAVerdictIsTheVerdictsScriptAlone) {
    EXPECT_THAT(slots_for(verdict_becomes("split_brain")), ElementsAre(Slot::verdict));
    EXPECT_THAT(slots_for(verdict_becomes("split_brain"), {}), IsEmpty());
}

TEST(Call, NeedsAVerdictThatChanges) {
    const net::Note unchanged{net::Level::info, "verdict", "web", {{"verdict", "split_brain"}}};
    EXPECT_FALSE(is_told(unchanged));
    EXPECT_TRUE(is_told(std::get<net::Note>(verdict_becomes("split_brain").what)));
    EXPECT_THAT(slots_for({.at = some_day, .what = unchanged}), IsEmpty());
}

TEST(Call, AddsKeepalivedsFourWordsForTheScriptForAllOnly) {
    const auto all = calls_for(becomes(Standing::master));
    EXPECT_THAT(all.at(0).arguments, IsEmpty());
    EXPECT_THAT(all.at(1).arguments, ElementsAre("INSTANCE", "web", "MASTER", "100"));
}

TEST(Call, SaysWordsThatKeepalivedKnows) {
    const auto word = [](Standing standing) { return calls_for(becomes(standing)).back().arguments.at(2); };
    EXPECT_EQ(word(Standing::backup), "BACKUP");
    EXPECT_EQ(word(Standing::fault), "FAULT");
    EXPECT_EQ(word(Standing::fenced), "FAULT");
    EXPECT_EQ(word(Standing::stopped), "STOP");
}

TEST(Call, OfAGroupSaysSo) {
    const Party party{.key = {engine::Subject::group, "gw"}, .scripts = for_all()};
    const auto all = calls(party, group_becomes(Standing::master), {});
    EXPECT_THAT(all.back().arguments, ElementsAre("GROUP", "gw", "MASTER", "0"));
    EXPECT_EQ(variable(all.back(), "HOLDFAST_KIND"), "group");
}

TEST(Call, SaysMoreInTheEnvironment) {
    const Call call = calls_for(becomes(Standing::master)).front();
    EXPECT_EQ(variable(call, "HOLDFAST_INSTANCE"), "web");
    EXPECT_EQ(variable(call, "HOLDFAST_STATE"), "master");
    EXPECT_EQ(variable(call, "HOLDFAST_PREVIOUS_STATE"), "backup");
    EXPECT_EQ(variable(call, "HOLDFAST_PRIORITY"), "100");
    EXPECT_EQ(variable(call, "HOLDFAST_REASON"), "heard nothing");
    EXPECT_EQ(variable(call, "HOLDFAST_VERDICT"), "healthy");
    EXPECT_EQ(variable(call, "HOLDFAST_ADDRESSES"), "192.0.2.10/24 192.0.2.11/24");
}

TEST(Call, OfTheFirstStateHasNoPreviousOne) {
    const Call call = calls_for(becomes(Standing::backup, "web", std::nullopt)).front();
    EXPECT_EQ(variable(call, "HOLDFAST_PREVIOUS_STATE"), "");
}

TEST(Call, OfAVerdictSaysItAndTheStateBeside) {
    Picture picture;
    picture.take(becomes(Standing::master));
    picture.take(verdict_becomes("split_brain"));
    const Party party = web(for_all());
    const Call call = calls(party, verdict_becomes("split_brain"), picture.of(party.key)).front();
    EXPECT_THAT(call.arguments, ElementsAre("VERDICT", "web", "split_brain", "critical"));
    EXPECT_EQ(variable(call, "HOLDFAST_VERDICT"), "split_brain");
    EXPECT_EQ(variable(call, "HOLDFAST_STATE"), "master");
    EXPECT_EQ(variable(call, "HOLDFAST_REASON"), "10.0.0.2 answers too");
}

TEST(Call, OfATransitionSaysTheVerdictOfTheTime) {
    Picture picture;
    picture.take(verdict_becomes("split_brain"));
    picture.take(becomes(Standing::backup));
    const Party party = web(for_all());
    const Call call = calls(party, becomes(Standing::backup), picture.of(party.key)).front();
    EXPECT_EQ(variable(call, "HOLDFAST_VERDICT"), "split_brain");
}

TEST(Call, NamesEachAddressWhole) {
    Party party = web(for_all());
    party.addresses.assign(500, "192.0.2.10/24");
    const auto all = calls(party, becomes(Standing::master), {});
    EXPECT_EQ(variable(all.front(), "HOLDFAST_ADDRESSES").size(), 500 * sizeof "192.0.2.10/24" - 1);
}

TEST(Call, CutsAReasonThatIsTooLong) {
    Happening happening = becomes(Standing::master);
    std::get<engine::Proclaim>(happening.what).reason.assign(5000, 'x');
    EXPECT_EQ(variable(calls_for(happening).front(), "HOLDFAST_REASON").size(), 4096U);
}

TEST(Call, MakesOneLineOfWhatever) {
    Happening happening = becomes(Standing::master);
    std::get<engine::Proclaim>(happening.what).reason = "one\ntwo\r\x1b[31m\x7f";
    EXPECT_EQ(variable(calls_for(happening).front(), "HOLDFAST_REASON"), "one two  [31m ");
}

}  // namespace
}  // namespace holdfast::notify
