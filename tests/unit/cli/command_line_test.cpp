// The verbs from their words to their exit codes, with a daemon of our own making.
#include "tests/unit/cli/command_line.hpp"

#include "tests/unit/cli/example.hpp"
#include "tests/unit/folder.hpp"

namespace holdfast::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const Failure gone{Exit::unreachable, "cannot reach holdfastd", "is it running?"};

TEST_F(CommandLine, StatusAsksAndShows) {
    answers({status_of({healthy_instance(), backup_instance()})});
    EXPECT_EQ(holdfast({"status"}), Exit::ok);
    EXPECT_THAT(requests, ElementsAre(Json{{"verb", "status"}}));
    EXPECT_THAT(out.str(), HasSubstr("database"));
    EXPECT_EQ(err.str(), "");
}

TEST_F(CommandLine, StatusOfOneInstanceShowsNoOther) {
    answers({status_of({healthy_instance(), backup_instance()})});
    EXPECT_EQ(holdfast({"status", "web"}), Exit::ok);
    EXPECT_THAT(out.str(), Not(HasSubstr("database")));
}

TEST_F(CommandLine, StatusAsJsonIsTheDocumentItself) {
    const Json status = status_of({healthy_instance()});
    answers({status});
    EXPECT_EQ(holdfast({"status", "--json"}), Exit::ok);
    EXPECT_EQ(Json::parse(out.str()), status);
}

TEST_F(CommandLine, StatusOfAMisspeltInstanceSuggestsTheRightOne) {
    answers({status_of({healthy_instance(), backup_instance()})});
    EXPECT_EQ(holdfast({"status", "databse"}), Exit::failed);
    EXPECT_EQ(err.str(), "error: there is no instance \"databse\"\nhint: did you mean \"database\"?\n");
}

TEST_F(CommandLine, StatusWithoutADaemonIsThree) {
    answers({std::unexpected{gone}});
    EXPECT_EQ(holdfast({"status"}), Exit::unreachable);
    EXPECT_EQ(err.str(), "error: cannot reach holdfastd\nhint: is it running?\n");
}

TEST_F(CommandLine, WatchLooksAgainAndOutlivesARestart) {
    answers({status_of({healthy_instance()}), std::unexpected{gone}, status_of({backup_instance()})});
    looks = 2;
    EXPECT_EQ(holdfast({"status", "--watch"}), Exit::ok);
    EXPECT_THAT(out.str(), HasSubstr("database"));
    EXPECT_THAT(err.str(), StartsWith("error: cannot reach holdfastd"));
}

TEST_F(CommandLine, WatchAsJsonIsOneDocumentOnEachLine) {
    answers({status_of({healthy_instance()})});
    looks = 1;
    EXPECT_EQ(holdfast({"status", "--watch", "--json"}), Exit::ok);
    EXPECT_EQ(std::ranges::count(out.str(), '\n'), 2);
}

TEST_F(CommandLine, EventsLookTenMinutesBackUnlessToldOtherwise) {
    answers({events_document()});
    EXPECT_EQ(holdfast({"events"}), Exit::ok);
    EXPECT_EQ(holdfast({"events", "--since", "2h"}), Exit::ok);
    EXPECT_THAT(requests, ElementsAre(Json{{"verb", "events"}, {"since_seconds", 600}},
                                      Json{{"verb", "events"}, {"since_seconds", 7200}}));
    EXPECT_THAT(out.str(), HasSubstr("backup -> master"));
}

TEST_F(CommandLine, EventsOfAQuietTimeSaySo) {
    answers({Json{{"events", Json::array()}}});
    EXPECT_EQ(holdfast({"events"}), Exit::ok);
    EXPECT_EQ(out.str(), "no events in the last 10m 0s\n");
}

TEST_F(CommandLine, FollowTellsEachEventOnce) {
    Json more = events_document();
    more["events"].push_back(Json{{"id", 3}, {"at", "2026-11-22T12:00:00.000Z"}, {"event", "verdict"}});
    answers({events_document(), more, std::unexpected{gone}, std::unexpected{gone}, more});
    looks = 4;
    EXPECT_EQ(holdfast({"events", "--follow", "--json"}), Exit::ok);
    EXPECT_EQ(std::ranges::count(out.str(), '\n'), 3);
    EXPECT_EQ(std::ranges::count(err.str(), '\n'), 2) << "an outage is told once";
}

TEST_F(CommandLine, FollowNeverTellsEventsFromBeforeTheTimeAskedFor) {
    answers({events_document()});  // of 130 and 12 seconds ago
    looks = 1;
    EXPECT_EQ(holdfast({"events", "--follow", "--since", "1m", "--json"}), Exit::ok);
    EXPECT_EQ(std::ranges::count(out.str(), '\n'), 1);
}

TEST_F(CommandLine, ExplainNeedsAnInstance) {
    EXPECT_EQ(holdfast({"explain"}), Exit::usage);
    EXPECT_THAT(err.str(), StartsWith("error: INSTANCE is required"));
}

TEST_F(CommandLine, ExplainShowsTheEvidence) {
    answers({status_of({split_instance()})});
    EXPECT_EQ(holdfast({"explain", "web"}), Exit::ok);
    EXPECT_THAT(out.str(), HasSubstr("foreign_advert"));
}

TEST_F(CommandLine, ReloadSaysThatItWorked) {
    answers({Json{{"instances", 1}}});
    EXPECT_EQ(holdfast({"reload"}), Exit::ok);
    EXPECT_EQ(out.str(), "configuration reloaded\n");
}

TEST_F(CommandLine, ReloadOfAWrongFileIsFourAndListsTheMistakes) {
    answers({std::unexpected{Failure{Exit::invalid_configuration, "a.toml:1:1: error: no\n", ""}}});
    EXPECT_EQ(holdfast({"reload"}), Exit::invalid_configuration);
    EXPECT_EQ(err.str(), "a.toml:1:1: error: no\nerror: not reloaded: the old configuration stays in force\n");
}

TEST_F(CommandLine, ConfigCheckOfAGoodFileNeedsNoDaemon) {
    EXPECT_EQ(holdfast({"config", "check", HOLDFAST_SOURCE_DIR "/conf/holdfast.toml"}), Exit::ok);
    EXPECT_EQ(out.str(), HOLDFAST_SOURCE_DIR "/conf/holdfast.toml: ok, 1 instance\n");
    EXPECT_THAT(requests, IsEmpty());
}

TEST_F(CommandLine, ConfigCheckOfAWrongFileIsFour) {
    const test::Folder folder;
    const std::string file = folder.write("wrong.toml", "[node]\nnmae = 5\n[http]\nlisten = 5\n");
    EXPECT_EQ(holdfast({"config", "check", file}), Exit::invalid_configuration);
    EXPECT_THAT(err.str(), HasSubstr("hint: did you mean \"name\"?\n"));
    EXPECT_THAT(err.str(), HasSubstr("has 2 errors\n"));
}

TEST_F(CommandLine, UnknownVerbsAreUsageErrorsWithASuggestion) {
    EXPECT_EQ(holdfast({"stauts"}), Exit::usage);
    EXPECT_EQ(err.str(), "error: there is no verb \"stauts\"\nhint: did you mean \"status\"?\n");
    EXPECT_EQ(holdfast({"--socket", "/x", "doctor"}), Exit::usage);
    EXPECT_EQ(err.str(), "error: there is no verb \"doctor\"\nhint: holdfast --help\n");
}

TEST_F(CommandLine, WithoutAVerbSaysThatOneIsNeeded) {
    EXPECT_EQ(holdfast({}), Exit::usage);
    EXPECT_EQ(err.str(), "error: a verb is needed\nhint: holdfast --help\n");
}

TEST_F(CommandLine, WrongUseIsTwo) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                  {"status", "--jsn"},
                                                  {"status", "a", "b"},
                                                  {"events", "--since", "soon"},
                                                  {"config"},
                                                  {"--socket"}}) {
        EXPECT_EQ(holdfast(words), Exit::usage);
        EXPECT_THAT(err.str(), StartsWith("error: "));
    }
}

TEST_F(CommandLine, HelpAndVersionAreNoErrors) {
    EXPECT_EQ(holdfast({"--help"}), Exit::ok);
    EXPECT_THAT(out.str(), HasSubstr("explain"));
    EXPECT_EQ(holdfast({"status", "--help"}), Exit::ok);
    EXPECT_THAT(out.str(), HasSubstr("--watch"));
    EXPECT_EQ(holdfast({"--version"}), Exit::ok);
    EXPECT_THAT(out.str(), StartsWith("holdfast "));
}

}  // namespace
}  // namespace holdfast::cli
