// The status page as text; tests/netns/test_page.py looks at it with a browser.
#include "metrics/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/net/shell_word.hpp"
#include "example.hpp"
#include "metrics/html.hpp"
#include "metrics/http.hpp"

namespace holdfast::metrics {
namespace {

using namespace std::chrono_literals;
using detector::Verdict;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const Example& example, const Options& options = {}) {
    return page(example.snapshot(), options);
}

Response page_answer(const Options& options, Request request = {}) {
    request.method = "GET";
    request.path = "/";
    return route(request, [] { return Example{}.snapshot(); }, options);
}

std::size_t times_in(const std::string& text, std::string_view word) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++count;
    return count;
}

TEST(Page, SaysWhoHoldsWhat) {
    EXPECT_THAT(page_of({}), AllOf(HasSubstr("This node serves 1 of 2 virtual routers"), HasSubstr("<h2>web</h2>"),
                                   HasSubstr("This node holds 192.0.2.10."),
                                   HasSubstr("fe80::2 holds 2001:db8::10; this node stands by.")));
}

TEST(Page, ShowsThePriorityAndHowItCameAbout) {
    EXPECT_THAT(page_of({}), HasSubstr("180 <span class=\"soft\">200 configured, -20 gateway</span>"));
}

TEST(Page, ShowsPeersWithTheAgeOfTheirLastAdvert) {
    EXPECT_THAT(page_of({}), AllOf(HasSubstr("192.0.2.2 <span class=\"soft\">priority 100, last advert 95 s ago"),
                                   HasSubstr("192.0.2.3 <span class=\"soft\">never heard as master")));
}

TEST(Page, LeadsWithTheWorst) {
    Example example;
    example.report.instances[1].verdict = Verdict::flapping;
    example.web_report().verdict = Verdict::split_brain;
    EXPECT_THAT(page_of(example),
                AllOf(HasSubstr("</span> web: Split brain: two nodes hold the address</h1>"),
                      HasSubstr("2 of 2 virtual routers need attention"), HasSubstr("<header class=\"head bad\">")));
}

TEST(Page, SaysWhatToDo) {
    Example example;
    example.web_report().verdict = Verdict::split_brain;
    EXPECT_THAT(page_of(example), AllOf(HasSubstr("What to do"), HasSubstr("<code>holdfast yield web</code>")));
}

TEST(Page, ShowsTheEvidenceWithItsTrust) {
    Example example;
    example.web_report().verdict = Verdict::split_brain;
    example.web_report().evidence = {evidence(detector::EvidenceKind::foreign_advert, detector::Trust::known_peer)};
    EXPECT_THAT(page_of(example),
                AllOf(HasSubstr("192.0.2.2 (02:00:00:00:00:02) on eth0: advert with priority 100"),
                      HasSubstr("3 times, last 3 s ago; from a known node"), HasSubstr("and so does 192.0.2.2.")));
}

TEST(Page, ShowsTheRulingAndTheDetailOfAVerdict) {
    Example example;
    example.web_report().verdict = Verdict::isolated;
    example.web_report().detail = "mute";
    example.web_report().ruling = "yields: <lb2> serves";
    EXPECT_THAT(page_of(example), AllOf(HasSubstr("isolated (mute)"), HasSubstr("yields: &lt;lb2&gt; serves")));
}

TEST(Page, TellsADrillFromTheRealThing) {
    Example example;
    example.web_report().verdict = Verdict::split_brain;
    example.web_report().detail = "drill";
    EXPECT_THAT(page_of(example), AllOf(HasSubstr("Drill: Split brain"), HasSubstr("This is a rehearsal"),
                                        Not(HasSubstr("What to do")), Not(HasSubstr("head bad"))));
}

TEST(Page, SaysThatTheMasterLacksARouteAndWhyAndOfABackupNothing) {
    Example example;
    const net::Route route{.to = net::Prefix::parse("198.51.100.0/24").value(), .via = {}, .source = {}, .scope = {}};
    example.web().routing = {{.entry = route, .refusal = "Network is unreachable"}};
    const auto says_it =
        AllOf(HasSubstr("The master lacks a route or a rule"), HasSubstr("198.51.100.0/24: Network is unreachable"));
    EXPECT_THAT(page_of(example), says_it);
    example.web().state = engine::InstanceState::backup;
    EXPECT_THAT(page_of(example), Not(HasSubstr("lacks a route")));
}

TEST(Page, ShowsAFaultWithAllItsCauses) {
    Example example;
    example.web().state = engine::InstanceState::fault;
    example.web().faults = {"eth0 has no carrier", "nginx is down"};
    EXPECT_THAT(page_of(example),
                AllOf(HasSubstr("This node cannot serve"), HasSubstr("eth0 has no carrier; nginx is down")));
}

TEST(Page, TellsHowAFencedInstanceComesBack) {
    Example example;
    example.web().state = engine::InstanceState::fenced;
    EXPECT_THAT(page_of(example), HasSubstr("<code>holdfast fence clear web</code>"));
}

TEST(Page, TellsHowADrainedInstanceComesBack) {
    Example example;
    example.six().withdrawn = engine::Withdrawal::drained;
    example.fence.pins = {{"six", detector::Pin::drain}};
    EXPECT_THAT(page_of(example), HasSubstr("<code>holdfast undrain six</code>"));
}

TEST(Page, ShowsThatTheOperatorHoldsAnInstance) {
    Example example;
    example.fence.pins = {{"web", detector::Pin::hold}};
    EXPECT_THAT(page_of(example), HasSubstr("<dt>Operator</dt><dd><b>holds it here</b>"));
}

TEST(Page, ShowsAMasterWithoutItsAddress) {
    Example example;
    example.web().addresses[0].present = false;
    EXPECT_THAT(page_of(example),
                AllOf(HasSubstr("The master does not have its address"), HasSubstr("192.0.2.10 is not on this host")));
}

TEST(Page, ShowsWhatConcernsTheWholeNode) {
    Example example;
    example.daemon.guard_alive = false;
    EXPECT_THAT(page_of(example), HasSubstr("The guard process is gone</h1>"));
    example.daemon.last_turn = now - 5s;
    EXPECT_THAT(page_of(example), HasSubstr("The daemon hangs: what is shown here is old</h1>"));
}

TEST(Page, ShowsThatNobodyWatches) {
    Example example;
    example.report.enabled = false;
    EXPECT_THAT(page_of(example), HasSubstr("is switched off: a second owner would go unnoticed"));
}

TEST(Page, ShowsGatewaysChecksGroupsNeighboursAndTheFence) {
    Example example;
    example.report.neighbours = {neighbour("10.0.0.2", "lb2"), never_heard("10.0.0.3")};
    example.status.groups = {{"gw", engine::InstanceState::master, now - 5s, "all are", {"web", "six"}}};
    example.fence.state = FenceStatus::State::latched;
    example.fence.latch.instances = {{"web", "split_brain", "<192.0.2.2> is master too", 0}};
    EXPECT_THAT(page_of(example),
                AllOf(HasSubstr("7 of 9 pings answered"), HasSubstr("nginx <span"), HasSubstr("lb2 (10.0.0.2) <span"),
                      HasSubstr("never heard"), HasSubstr("web, six; all are"),
                      HasSubstr("web, split_brain: &lt;192.0.2.2&gt; is master too")));
}

TEST(Page, SaysNothingOfTellingOthersWhereNobodyIsTold) {
    Example example;
    example.notify = {};
    EXPECT_THAT(page_of(example), Not(HasSubstr("Telling others")));
}

TEST(Page, ShowsWhatWasSentAndWhatWaits) {
    Example example;
    auto& mail = example.notify.outlets[0];
    mail.sent = 12;
    mail.last_sent = now - 4min;
    EXPECT_THAT(page_of(example),
                AllOf(HasSubstr("<h3>Telling others</h3>"), HasSubstr("Mail by smtp://127.0.0.1:25 <"),
                      HasSubstr("</span> arrives</span> <span class=\"soft\">12 sent, the last 4 min ago<"),
                      HasSubstr("</span> silent so far</span> <span class=\"soft\">nothing sent so far<")));
    mail.waiting = 3;
    EXPECT_THAT(page_of(example),
                HasSubstr("on its way</span> <span class=\"soft\">12 sent, the last 4 min ago; 3 wait<"));
}

TEST(Page, ShowsSinceWhenNothingArrivesAndWhy) {
    Example example;
    auto& mail = example.notify.outlets[0];
    mail.failing_since = now - 5min;
    mail.trouble = "<refused>";
    mail.waiting = 1;
    mail.dropped = 2;
    EXPECT_THAT(
        page_of(example),
        AllOf(HasSubstr("does not arrive"), HasSubstr("since <time datetime=\"2023-11-14T22:08:20.250Z\">"),
              HasSubstr(": &lt;refused&gt;; nothing sent so far; 1 waits, 2 dropped"), Not(HasSubstr("head odd"))));
}

TEST(Page, SumsScriptsUpAndNamesThoseThatFail) {
    Example example;
    auto& web = example.notify.parties[0];
    auto& gw = example.notify.parties[1];
    EXPECT_THAT(page_of(example), Not(HasSubstr("Scripts")));
    web.runs = {7, 0, 0, 0, 0};
    EXPECT_THAT(page_of(example),
                HasSubstr("Scripts <span class=\"pill good\"><span aria-hidden=\"true\">●</span> well"));
    gw.runs = {0, 1, 0, 0, 0};
    gw.failing_since = now - 5s;
    gw.last = "master: exit code 2: no such table";
    EXPECT_THAT(page_of(example),
                AllOf(HasSubstr("not all well</span> <span class=\"soft\">8 called<"),
                      HasSubstr("Script of group gw <"), HasSubstr("master: exit code 2: no such table")));
}

TEST(Page, CountsReadersOfTheStreamAndWhatNobodyWasTold) {
    Example example;
    example.notify.stream = {.readers = 2, .lines = 9, .slow = 1};
    example.notify.untold = 4;
    EXPECT_THAT(page_of(example), AllOf(HasSubstr("2 readers</span> <span class=\"soft\">1 dropped<"),
                                        HasSubstr("4 events: too much at once")));
}

TEST(Page, DrawsStatesAndTroubleOverTime) {
    Example example;
    example.events = {
        {1, wall - 1h, {net::Level::info, "transition", "web", {{"from", "init"}, {"to", "backup"}}}},
        {2, wall - 30min, {net::Level::info, "transition", "web", {{"from", "backup"}, {"to", "master"}}}},
        {3,
         wall - 6min,
         {net::Level::error,
          "verdict",
          "web",
          {{"from", "healthy"}, {"to", "split_brain"}, {"severity", "critical"}}}}};
    EXPECT_THAT(page_of(example),
                AllOf(HasSubstr("aria-label=\"The last hour: 1 change of state, 1 warning or alarm\""),
                      HasSubstr("<rect class=\"backup\" x=\"0\" y=\"5\" width=\"500\""),
                      HasSubstr("<rect class=\"master\" x=\"500\" y=\"0\" width=\"500\""),
                      HasSubstr("<rect class=\"bad\" x=\"900\" y=\"17\" width=\"100\"")));
}

TEST(Page, TellsWhatHappenedLastFirst) {
    const auto text = page_of({});
    EXPECT_LT(text.find(" → master"), text.find(" → backup"));
}

TEST(Page, EscapesWhatOthersWrote) {
    Example example;
    example.status.node = "<b>&";
    example.web_report().verdict = Verdict::suspected;
    example.web_report().reason = "<img src=x onerror='alert(\"1\")'>";
    const auto text = page_of(example);
    EXPECT_THAT(text, HasSubstr("<b>&lt;b&gt;&amp;</b>"));
    EXPECT_THAT(text, HasSubstr("&lt;img src=x onerror=&#39;alert(&quot;1&quot;)&#39;&gt;"));
    EXPECT_THAT(text, Not(HasSubstr("<img")));
}

TEST(Page, LinksToTheOtherPaths) {
    for (const char* path : {"/metrics", "/healthz?verbose", "/readyz?verbose", "/api/v1/status", "/api/v1/events"}) {
        EXPECT_THAT(page_of({}), HasSubstr(std::string{"href=\""} + path));
    }
}

TEST(Page, RefreshesItselfWithoutScriptsToo) {
    EXPECT_THAT(page_of({}), HasSubstr("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>"));
}

TEST(Page, ShowsManyInstancesAsRowsAndThoseInTroubleWhole) {
    Example example;
    for (int i = 0; i < 18; ++i) {
        example.status.instances.push_back(example.six());
        example.status.instances.back().settings.name = "more" + std::to_string(i);
    }
    example.web_report().verdict = Verdict::split_brain;
    const auto text = page_of(example);
    EXPECT_EQ(times_in(text, "<article"), 1);
    EXPECT_EQ(times_in(text, "<tr><th scope=\"row\">"), 19);
    EXPECT_LT(text.size(), 60'000);
}

TEST(Page, ShowsOneInstanceAlone) {
    EXPECT_THAT(page_answer({}, {.query = "instance=six"}).body,
                AllOf(HasSubstr("<h2>six</h2>"), Not(HasSubstr("<h2>web</h2>"))));
    EXPECT_EQ(page_answer({}, {.query = "instance=other"}).status, 404);
}

TEST(Page, ForbidsEverythingButItsOwnStyleAndScript) {
    const auto policy = page_answer({}).policy;
    EXPECT_THAT(policy, AllOf(HasSubstr("default-src 'none'"), HasSubstr("script-src 'sha256-"),
                              HasSubstr("style-src 'sha256-"), Not(HasSubstr("unsafe"))));
    EXPECT_TRUE(policy.ends_with("connect-src 'self'"));
}

TEST(Page, KnowsThePagesOfTheOtherNodes) {
    const Options options{.peer_pages = {"http://192.0.2.2:10112"}};
    const auto response = page_answer(options);
    EXPECT_TRUE(response.policy.ends_with("connect-src 'self' http://192.0.2.2:10112"));
    EXPECT_THAT(response.body, HasSubstr("data-page=\"http://192.0.2.2:10112/\""));
}

TEST(Page, MayBeReadByThePagesOfTheOtherNodesAndNoOthers) {
    const Options options{.peer_pages = {"http://192.0.2.2:10112"}};
    const auto allowed = [&](std::string origin) {
        return page_answer(options, {.origin = std::move(origin)}).headers;
    };
    const std::pair<std::string, std::string> header{"Access-Control-Allow-Origin", "http://192.0.2.2:10112"};
    EXPECT_THAT(allowed("http://192.0.2.2:10112"), testing::Contains(header));
    EXPECT_THAT(allowed("http://192.0.2.3:10112"), testing::IsEmpty());
    EXPECT_THAT(allowed(""), testing::IsEmpty());
}

TEST(Page, IsPackedForThoseWhoAccept) {
    EXPECT_TRUE(page_answer({}, {.accept_encoding = "gzip"}).body.starts_with("\x1f\x8b"));
}

TEST(Html, ReplacesWhatIsNoText) {
    EXPECT_EQ(escaped("a\x01\xff\x7f\n\u00e4"), "a\uFFFD\uFFFD\uFFFD\n\u00e4");
}

TEST(ShellWord, IsQuotedWhereItMustBe) {
    EXPECT_EQ(net::shell_word("eth0.100"), "eth0.100");
    EXPECT_EQ(net::shell_word("a'b $(x)"), R"('a'\''b $(x)')");
    EXPECT_EQ(net::shell_word(""), "''");
}

}  // namespace
}  // namespace holdfast::metrics
