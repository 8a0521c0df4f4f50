// The daemon's documents as people read them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/cli/events_text.hpp"
#include "daemon/cli/explain_text.hpp"
#include "daemon/cli/fence_text.hpp"
#include "daemon/cli/status_text.hpp"
#include "daemon/cli/table.hpp"
#include "tests/unit/cli/example.hpp"

namespace holdfast::cli {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Status, IsAnAlignedTable) {
    EXPECT_EQ(status_text(status_of({healthy_instance(), backup_instance()}), now, plain),
              "lb1  holdfast 0.1.0, up 2h 3m\n"
              "\n"
              "NAME      STATE   SINCE  PRIORITY  MASTER           ADDRESSES                        VERDICT\n"
              "web       master  2m 9s  200       this node        10.77.0.10/24                    healthy\n"
              "database  backup  2m 9s  100       10.77.0.2 (200)  10.77.0.11/24, 10.77.0.12/24 +1  healthy\n");
}

TEST(Status, GivesTheReasonBeneathWhatIsNotHealthy) {
    EXPECT_EQ(status_text(status_of({split_instance()}), now, plain),
              "lb1  holdfast 0.1.0, up 2h 3m\n"
              "\n"
              "NAME  STATE   SINCE  PRIORITY  MASTER     ADDRESSES      VERDICT\n"
              "web   master  2m 9s  200       this node  10.77.0.10/24  split_brain\n"
              "  10.77.0.2 is master too, and answers for 10.77.0.10\n");
}

TEST(Status, GivesTheReasonOfAFault) {
    Json instance = healthy_instance();
    instance["state"] = "fault";
    instance["reason"] = "interface eth0 is missing";
    instance["master"] = nullptr;
    EXPECT_THAT(status_text(status_of({instance}), now, plain), HasSubstr("\n  interface eth0 is missing\n"));
}

TEST(Status, TellsOfAnAddressThatTheMasterLacks) {
    Json instance = healthy_instance();
    instance["addresses"][0]["present"] = false;
    EXPECT_THAT(status_text(status_of({instance}), now, plain), HasSubstr("10.77.0.10/24 (1 missing)"));
}

TEST(Status, TellsWhichPriorityItWouldHave) {
    Json instance = healthy_instance();
    instance["priority"]["effective"] = 1;
    EXPECT_THAT(status_text(status_of({instance}), now, plain), HasSubstr(" 1 (of 200) "));
}

TEST(Status, ShowsTheGateways) {
    Json status = status_of({healthy_instance()});
    status["gateways"] = Json::parse(R"([{"address":"10.77.0.254","up":true},{"address":"10.77.0.253","up":false}])");
    EXPECT_THAT(status_text(status, now, plain), HasSubstr("\ngateways: 10.77.0.254 up, 10.77.0.253 down\n"));
}

TEST(Status, ShoutsWhoIsFenced) {
    Json status = status_of({fenced_instance()});
    status["fence"] = latched_fence();
    EXPECT_EQ(status_text(status, now, plain),
              "lb1  holdfast 0.1.0, up 2h 3m\n"
              "\n"
              "NAME      STATE   SINCE  PRIORITY  MASTER           ADDRESSES                        VERDICT\n"
              "database  FENCED  2m 9s  100       10.77.0.2 (200)  10.77.0.11/24, 10.77.0.12/24 +1  healthy\n"
              "  fenced: 10.77.0.2 is master too\n"
              "  fenced, until `holdfast fence clear database`\n"
              "\n"
              "fence: latched\n");
}

TEST(Status, ShowsWhoYielded) {
    Json instance = backup_instance();
    instance["withdrawn"] = "yielded";
    EXPECT_THAT(status_text(status_of({instance}), now, plain),
                AllOf(HasSubstr("  backup YIELDED  "), HasSubstr("\n  yielded, until the evidence is gone\n")));
    instance["operator"] = "yield";
    EXPECT_THAT(status_text(status_of({instance}), now, plain),
                HasSubstr("\n  kept away by the operator, until `holdfast yield database --clear`\n"));
}

TEST(Status, ShowsWhatIsHeld) {
    Json instance = healthy_instance();
    instance["operator"] = "hold";
    EXPECT_THAT(status_text(status_of({instance}), now, plain),
                AllOf(HasSubstr("  master HELD  "),
                      HasSubstr("\n  held here by the operator, until `holdfast hold web --clear`\n")));
}

TEST(Status, MarksADrill) {
    Json instance = split_instance();
    instance["verdict"]["detail"] = "drill";
    EXPECT_THAT(
        status_text(status_of({instance}), now, plain),
        AllOf(HasSubstr("  split_brain (drill)\n"), HasSubstr("\n  DRILL: 10.77.0.2 is master too, and answers")));
}

TEST(Status, ShowsTheRulingBeneathTheVerdict) {
    Json instance = split_instance();
    instance["verdict"]["ruling"] = "holds: stronger than 10.77.0.2";
    EXPECT_THAT(status_text(status_of({instance}), now, plain), HasSubstr("\n  holds: stronger than 10.77.0.2\n"));
}

TEST(Status, ShowsTheNeighboursWithTheirAge) {
    Json status = status_of({healthy_instance()});
    status["hello"] = Json::parse(R"({"neighbours": [
        {"address":"10.0.0.2","node":"lb2","last_received":"2026-11-22T11:59:58.000Z","heard":true,"hears_us":true,
         "settings_differ":true},
        {"address":"10.0.0.3","node":"lb3","last_received":"2026-11-22T11:59:00.000Z","heard":false,"hears_us":true,
         "settings_differ":false},
        {"address":"10.0.0.4","node":"","last_received":null,"heard":false,"hears_us":false,
         "settings_differ":false}]})");
    EXPECT_THAT(status_text(status, now, plain),
                HasSubstr("\nneighbours: lb2 heard 2s ago but is configured otherwise, lb3 silent, heard 1m 0s ago, "
                          "10.0.0.4 never heard\n"));
}

TEST(Status, SaysWhyEverythingIsFencedWhenTheLatchCannotBeRead) {
    Json status = status_of({fenced_instance()});
    status["fence"] = Json::parse(R"({"state":"latched","unreadable":"it is no JSON"})");
    EXPECT_THAT(status_text(status, now, plain), HasSubstr("\nfence: latched, everything is: it is no JSON\n"));
}

TEST(FenceStatus, IsATableWithTheStepsOfTheLastFence) {
    Json status = status_of({healthy_instance(), fenced_instance()});
    status["fence"] = latched_fence();
    EXPECT_EQ(fence_text(status, now, plain),
              "fence latched: 0 succeeded, 1 failed, 2 only told of in a dry run\n"
              "\n"
              "NAME      STATE   OPERATOR  FENCED FOR  VERDICT      REASON\n"
              "web       master  none      -           -            -\n"
              "database  FENCED  none      2m 0s       split_brain  10.77.0.2 is master too\n"
              "\n"
              "the last fence\n"
              "  STEP     RESULT  AFTER    WHAT\n"
              "  remove   ok      0.003 s  -\n"
              "  command  failed  1.500 s  exit code 3\n");
}

TEST(FenceStatus, WarnsOfABlownFuseAndOfALatchThatCannotBeRead) {
    Json status = status_of({healthy_instance()});
    status["fence"] = Json::parse(R"({"state":"latched","blown":true,"unreadable":"it is from the future"})");
    EXPECT_THAT(fence_text(status, now, plain),
                AllOf(HasSubstr("\nthe latch cannot be read, so that everything is fenced: it is from the future\n"),
                      HasSubstr("\ntoo many fences in the last hour: they are released by hand alone\n")));
}

TEST(FenceStatus, ShowsWhatTheDetectorWouldDoNow) {
    Json instance = split_instance();
    instance["verdict"]["ruling"] = "would yield: 10.77.0.2 is stronger";
    EXPECT_THAT(fence_text(status_of({instance}), now, plain),
                HasSubstr("\n  ruling: would yield: 10.77.0.2 is stronger\n"));
}

TEST(Status, OfNoInstanceSaysSo) {
    EXPECT_THAT(status_text(status_of({}), now, plain), HasSubstr("no instances\n"));
}

TEST(Status, SurvivesADocumentOfAnotherShape) {
    for (const char* text :
         {"null", "[]", "5", R"({"instances":5})", R"({"instances":[null,{"verdict":7,"addresses":{}}]})"}) {
        EXPECT_THAT(status_text(Json::parse(text), now, plain), HasSubstr("holdfast ?")) << text;
    }
}

TEST(Status, NeverLetsTheLanWriteToTheTerminal) {
    Json instance = split_instance();
    instance["verdict"]["reason"] = "\x1b[2J\nfake";
    EXPECT_THAT(status_text(status_of({instance}), now, plain), HasSubstr("  \\x1b[2J\\x0afake\n"));
}

TEST(Status, IsAlignedInColourToo) {
    std::string text = status_text(status_of({healthy_instance(), backup_instance()}), now, Paint{true});
    EXPECT_THAT(text, HasSubstr("\033[32mmaster\033[0m"));
    while (text.find('\033') != std::string::npos)
        text.erase(text.find('\033'), text.find('m', text.find('\033')) - text.find('\033') + 1);
    EXPECT_EQ(text, status_text(status_of({healthy_instance(), backup_instance()}), now, plain));
}

TEST(Explain, SaysWhyThisNodeIsMasterAndOnWhatTheVerdictRests) {
    EXPECT_EQ(explain_text(split_instance(), "lb1", now, plain),
              "web  VRRP version 3 on eth0, vrid 51, ipv4\n"
              "\n"
              "lb1 is master for 2m 9s: heard nothing for 3.219 s\n"
              "  priority   200: configured 200\n"
              "  master     this node\n"
              "  timers     an advert every 1 s; silence of 3.219 s means that the master is gone; addresses are "
              "leased for 4 s\n"
              "  addresses  10.77.0.10/24 here\n"
              "  peers      10.77.0.2, never heard as master\n"
              "\n"
              "verdict split_brain (critical) for 12s: 10.77.0.2 is master too, and answers for 10.77.0.10\n"
              "  also: jeopardy\n"
              "  foreign_advert  10.77.0.2 (02:00:00:00:00:02)  eth0  advert with priority 100  12x  11:59:47.500 to "
              "11:59:59.500  "
              "T3, a known peer\n"
              "  probe_answer    unknown                        eth0  answered for 10.77.0.10   1x   11:59:48.000      "
              "            "
              "T4, anybody could have sent it\n");
}

TEST(Explain, SaysWhomABackupFollows) {
    EXPECT_THAT(explain_text(backup_instance(), "lb1", now, plain),
                AllOf(HasSubstr("lb1 is backup for 2m 9s: 10.77.0.2 with priority 200 is the stronger router\n"),
                      HasSubstr("master     10.77.0.2 with priority 200\n"),
                      HasSubstr("addresses  10.77.0.11/24 not here, 10.77.0.12/24 not here, 10.77.0.13/24 not here\n"),
                      HasSubstr("peers      10.77.0.2 with priority 200, last advert 0s ago\n"),
                      HasSubstr("  no evidence of trouble\n")));
}

TEST(Explain, SaysHowThePriorityCameAbout) {
    Json instance = backup_instance();
    instance["priority"] = {
        {"effective", 80}, {"configured", 100}, {"why", {"configured 100", "check gateway fails: -20"}}};
    EXPECT_THAT(explain_text(instance, "lb1", now, plain), HasSubstr("80: configured 100, check gateway fails: -20\n"));
}

TEST(Explain, SaysWithWhichKeyAdvertsAreSigned) {
    Json instance = healthy_instance();
    instance["hmac"] = {{"mode", "enforce"}, {"sent", 2}, {"accepted", {1, 2}}, {"window_seconds", 5}};
    EXPECT_THAT(
        explain_text(instance, "lb1", now, plain),
        HasSubstr("hmac       adverts are signed with key 2; accepted: 1, 2; all others are dropped (a draft: "));
    instance["hmac"]["mode"] = "receive-only";
    EXPECT_THAT(explain_text(instance, "lb1", now, plain),
                HasSubstr("adverts are not signed yet; accepted: 1, 2; others count too"));
}

TEST(Explain, GivesTheDetailAndTheRulingOfAVerdict) {
    Json instance = split_instance();
    instance["verdict"]["detail"] = "clone";
    instance["verdict"]["ruling"] = "holds: stronger than 10.77.0.2";
    EXPECT_THAT(explain_text(instance, "lb1", now, plain),
                AllOf(HasSubstr("verdict split_brain (clone) (critical) for 12s: "),
                      HasSubstr("\n  ruling: holds: stronger than 10.77.0.2\n")));
}

TEST(Explain, TellsOfTheLastTimeThatTwoServed) {
    Json instance = healthy_instance();
    instance["verdict"]["incident"] = Json::parse(R"({"verdict": "split_brain", "other": "10.77.0.2",
        "since": "2026-11-22T11:40:00.000Z", "until": "2026-11-22T11:40:12.500Z", "seconds": 12.5, "certain": false})");
    EXPECT_THAT(explain_text(instance, "lb1", now, plain),
                HasSubstr("  last incident: 10.77.0.2 may have been a second owner for up to 12.5 s, until 11:40:12"));
    instance["verdict"]["incident"]["certain"] = true;
    EXPECT_THAT(explain_text(instance, "lb1", now, plain), HasSubstr("10.77.0.2 was a second owner for 12.5 s, until"));
}

TEST(Explain, SaysThatADrillIsNone) {
    Json instance = split_instance();
    instance["verdict"]["detail"] = "drill";
    EXPECT_THAT(explain_text(instance, "lb1", now, plain), HasSubstr("\n  this is a drill: nobody acts upon it\n"));
}

TEST(Explain, SaysWhyItIsOutOfTheElectionAndHowThatEnds) {
    EXPECT_THAT(explain_text(fenced_instance(), "lb1", now, plain),
                AllOf(HasSubstr("lb1 is FENCED for 2m 9s: fenced: 10.77.0.2 is master too\n"),
                      HasSubstr("  decision   fenced, until `holdfast fence clear database`\n")));
}

TEST(Explain, NamesAddressesThatShouldNotBeHere) {
    Json instance = backup_instance();
    instance["stray"] = {"10.77.0.11"};
    EXPECT_THAT(explain_text(instance, "lb1", now, plain),
                HasSubstr("  stray      10.77.0.11 although this node is not master\n"));
}

TEST(Explain, NamesWhatIsHeldBesides) {
    Json instance = healthy_instance();
    instance["accept"] = false;
    instance["addresses"] = {{{"address", "10.78.0.10/24"},
                              {"interface", "lan1"},
                              {"advertised", false},
                              {"present", true},
                              {"foreign", false}}};
    instance["routing"] = {
        {{"kind", "route"}, {"entry", "default via 10.77.0.9"}, {"present", true}, {"foreign", false}, {"refusal", ""}},
        {{"kind", "rule"},
         {"entry", "7: from all lookup 100"},
         {"present", false},
         {"foreign", true},
         {"refusal", ""}}};
    EXPECT_THAT(explain_text(instance, "lb1", now, plain),
                AllOf(HasSubstr("10.78.0.10/24 here on lan1 (excluded); nothing is accepted\n"),
                      HasSubstr("route default via 10.77.0.9 here, rule 7: from all lookup 100 not ours\n")));
}

TEST(Explain, NamesTheVirtualLink) {
    Json instance = healthy_instance();
    instance["virtual_link"] = "hf4.51.2";
    EXPECT_THAT(explain_text(instance, "lb1", now, plain), HasSubstr("  link       hf4.51.2\n"));
}

TEST(Explain, SaysWhenNobodyIsMaster) {
    Json instance = backup_instance();
    instance["master"] = nullptr;
    EXPECT_THAT(explain_text(instance, "lb1", now, plain), HasSubstr("master     none is known\n"));
}

TEST(Explain, SaysWhenNobodyWatches) {
    Json instance = healthy_instance();
    instance["verdict"] = nullptr;
    EXPECT_THAT(explain_text(instance, "lb1", now, plain), HasSubstr("no verdict: the detector does not watch"));
}

std::vector<Json> events() {
    const Json document = events_document();
    return {document["events"].begin(), document["events"].end()};
}

TEST(Events, AreATimeLine) {
    EXPECT_EQ(events_text(events(), plain, true),
              "TIME (UTC)               LEVEL    EVENT           INSTANCE  DETAILS\n"
              "2026-11-22 11:57:50.250  info     transition      web       backup -> master reason=silence why=\"heard "
              "nothing for 3.219 s\"\n"
              "2026-11-22 11:59:48.000  warning  reload_refused  -         errors=2\n");
}

TEST(Events, LineUpWithThoseThatWerePrintedBefore) {
    const std::vector<Json> all = events();
    EXPECT_EQ(events_text({all[0]}, plain, false).find("backup ->"),
              events_text({all[1]}, plain, false).find("errors="));
}

TEST(Events, OfNothingAreNothing) {
    EXPECT_EQ(events_text({}, plain, true), "");
}

TEST(UnseenEvents, AreToldOnce) {
    Unseen unseen;
    EXPECT_THAT(unseen.of(events_document()), SizeIs(2));
    EXPECT_THAT(unseen.of(events_document()), IsEmpty());
}

TEST(UnseenEvents, OfARestartedDaemonAreNewThoughItsNumbersBeginAnew) {
    Unseen unseen;
    Json document = events_document();
    unseen.of(document);
    document["events"][0]["at"] = "2026-11-22T12:00:00.000Z";
    EXPECT_THAT(unseen.of(document), SizeIs(1));
}

TEST(Table, CountsCharactersAndNotBytes) {
    Table table{{}};
    table.add({{"é"}, {"x"}});
    table.add({{"ab"}, {"y"}});
    EXPECT_EQ(table.render(plain), "é   x\nab  y\n");
}

TEST(Moment, IsReadWithItsMilliseconds) {
    EXPECT_EQ(parse_moment("1970-01-02T00:00:01.250Z"), Moment{24h + 1s + 250ms});
    EXPECT_EQ(parse_moment("1970-01-01T00:00:01Z"), Moment{1s});
}

TEST(Moment, IsNothingElse) {
    for (const char* text : {"", "Z", "yesterday", "1970-13-01T00:00:00Z", "1970-01-01 00:00:00Z",
                             "1970-01-01T00:00:00", "197x-01-01T00:00:00Z"}) {
        EXPECT_EQ(parse_moment(text), std::nullopt) << text;
    }
}

TEST(Age, HasTwoUnits) {
    EXPECT_EQ(spell(0s), "0s");
    EXPECT_EQ(spell(192s), "3m 12s");
    EXPECT_EQ(spell(2h + 3min), "2h 3m");
    EXPECT_EQ(spell(124h), "5d 4h");
    EXPECT_EQ(spell(-5s), "0s");
    EXPECT_EQ(age("-", now), "-");
}

}  // namespace
}  // namespace holdfast::cli
