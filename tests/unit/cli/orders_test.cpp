// The verbs of an operator: what is asked for, and what is shown of the answer.
#include "tests/unit/cli/command_line.hpp"
#include "tests/unit/cli/example.hpp"

namespace holdfast::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Asked {
    std::vector<std::string> words;
    const char* request;
};

class Orders : public CommandLine {};
class EveryOrder : public CommandLine, public testing::WithParamInterface<Asked> {};

TEST_P(EveryOrder, IsOneRequest) {
    answers({Json{{"message", "so be it"}}});
    EXPECT_EQ(holdfast(GetParam().words), Exit::ok);
    EXPECT_THAT(requests, ElementsAre(Json::parse(GetParam().request)));
    EXPECT_EQ(out.str(), "so be it\n");
}

INSTANTIATE_TEST_SUITE_P(
    Each, EveryOrder,
    testing::Values(Asked{{"yield", "web"}, R"({"verb":"yield","instance":"web","clear":false})"},
                    Asked{{"drain"}, R"({"verb":"drain","instance":""})"},
                    Asked{{"undrain", "web"}, R"({"verb":"undrain","instance":"web"})"},
                    Asked{{"yield", "web", "--clear"}, R"({"verb":"yield","instance":"web","clear":true})"},
                    Asked{{"hold", "web"}, R"({"verb":"hold","instance":"web","clear":false})"},
                    Asked{{"hold", "--clear", "web"}, R"({"verb":"hold","instance":"web","clear":true})"},
                    Asked{{"fence", "clear"}, R"({"verb":"fence","what":"clear","instance":""})"},
                    Asked{{"fence", "clear", "web"}, R"({"verb":"fence","what":"clear","instance":"web"})"},
                    Asked{{"fence", "force", "web"}, R"({"verb":"fence","what":"force","instance":"web"})"},
                    Asked{{"fence", "dry-run"}, R"({"verb":"fence","what":"dry-run","instance":""})"},
                    Asked{{"fence", "dry-run", "web"}, R"({"verb":"fence","what":"dry-run","instance":"web"})"},
                    Asked{{"drill", "split", "web"}, R"({"verb":"drill","kind":"split","instance":"web"})"},
                    Asked{{"drill", "failover", "web", "--for", "1m"},
                          R"({"verb":"drill","kind":"failover","instance":"web","seconds":60})"},
                    Asked{{"drill", "split", "web", "--for", "1.5s"},
                          R"({"verb":"drill","kind":"split","instance":"web","seconds":2})"},
                    Asked{{"handoff"}, R"({"verb":"handoff"})"},
                    Asked{{"handoff", "--for", "20s"}, R"({"verb":"handoff","seconds":20})"}));

TEST_F(Orders, ShowWhatElseIsAnswered) {
    answers({Json{{"message", "web: nothing would be done"}, {"script", "ready"}, {"escalate", {"block", "reboot"}}}});
    EXPECT_EQ(holdfast({"fence", "dry-run", "web"}), Exit::ok);
    EXPECT_EQ(out.str(), "web: nothing would be done\n  script    ready\n  escalate  block, reboot\n");
}

TEST_F(Orders, ShowEachLineOfALongAnswerAndNoneThatATerminalWouldObey) {
    answers({Json{{"message", "web: healthy\npolicy: fence\x1b[2J\n"}}});
    EXPECT_EQ(holdfast({"fence", "dry-run"}), Exit::ok);
    EXPECT_EQ(out.str(), "web: healthy\npolicy: fence\\x1b[2J\n");
}

TEST_F(Orders, ThatAreRefusedAreOne) {
    answers({std::unexpected{Failure{Exit::failed, "there is no instance wbe", ""}}});
    EXPECT_EQ(holdfast({"hold", "wbe"}), Exit::failed);
    EXPECT_EQ(err.str(), "error: there is no instance wbe\n");
    EXPECT_THAT(out.str(), IsEmpty());
}

TEST_F(Orders, WithoutADaemonAreThree) {
    answers({std::unexpected{Failure{Exit::unreachable, "cannot reach holdfastd", ""}}});
    EXPECT_EQ(holdfast({"fence", "force", "web"}), Exit::unreachable);
    EXPECT_EQ(holdfast({"fence", "status"}), Exit::unreachable);
}

TEST_F(Orders, AreNeverGuessed) {
    for (const std::vector<std::string>& words : {std::vector<std::string>{"yield"},
                                                  {"hold"},
                                                  {"fence"},
                                                  {"fence", "force"},
                                                  {"fence", "web"},
                                                  {"drill", "split"},
                                                  {"drill", "web"},
                                                  {"drill", "split", "web", "--for", "soon"},
                                                  {"yield", "web", "database"}}) {
        EXPECT_EQ(holdfast(words), Exit::usage);
        EXPECT_THAT(err.str(), StartsWith("error: "));
    }
    EXPECT_THAT(requests, IsEmpty());
}

TEST_F(Orders, FenceStatusShowsTheFenceOfTheStatus) {
    Json status = status_of({fenced_instance()});
    status["fence"] = latched_fence();
    answers({status});
    EXPECT_EQ(holdfast({"fence", "status"}), Exit::ok);
    EXPECT_THAT(out.str(), HasSubstr("the last fence\n"));
    EXPECT_EQ(holdfast({"fence", "status", "--json"}), Exit::ok);
    EXPECT_EQ(Json::parse(out.str()), latched_fence());
}

}  // namespace
}  // namespace holdfast::cli
