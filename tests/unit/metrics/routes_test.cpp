#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "example.hpp"
#include "metrics/http.hpp"

namespace holdfast::metrics {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Response answer(const Example& example, Request request) {
    if (request.method.empty()) request.method = "GET";
    return route(request, [&] { return example.snapshot(); });
}

Response get(const Example& example, std::string path, std::string query = {}) {
    return answer(example, {.path = std::move(path), .query = std::move(query)});
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

class EveryPath : public testing::TestWithParam<const char*> {};

TEST_P(EveryPath, IsAnswered) {
    EXPECT_EQ(get({}, GetParam(), "instance=web").status, 200);
}

TEST_P(EveryPath, IsReadOnly) {
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
        const auto response = answer({}, {.method = method, .path = GetParam()});
        EXPECT_EQ(response.status, 405) << method;
        EXPECT_EQ(header(response, "Allow"), "GET, HEAD") << method;
    }
}

TEST_P(EveryPath, IsNoPrefixOfOthers) {
    EXPECT_EQ(get({}, std::string{GetParam()} + "x").status, 404);
    EXPECT_EQ(get({}, std::string{GetParam()} + "/foo").status, 404);
}

INSTANTIATE_TEST_SUITE_P(Routes, EveryPath,
                         testing::Values("/", "/metrics", "/livez", "/readyz", "/healthz", "/role", "/api/v1/status",
                                         "/api/v1/events"));

TEST(Routes, KnowNoOtherPath) {
    for (const char* path : {"", "metrics", "/favicon.ico", "/api", "/api/v1", "/METRICS"}) {
        EXPECT_EQ(get({}, path).status, 404) << path;
    }
}

TEST(MetricsRoute, SpeaksThePrometheusTextFormat) {
    const auto response = get({}, "/metrics");
    EXPECT_EQ(response.type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(response.body, AllOf(HasSubstr("\nholdfast_vrrp_state{"), HasSubstr("\nprocess_open_fds ")));
}

TEST(MetricsRoute, PacksForThoseWhoAccept) {
    const auto response = answer({}, {.path = "/metrics", .accept_encoding = "gzip"});
    EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
    EXPECT_TRUE(response.body.starts_with("\x1f\x8b"));
}

TEST(MetricsRoute, DoesNotPackForOthers) {
    EXPECT_EQ(header(get({}, "/metrics"), "Content-Encoding"), "");
}

TEST(LivezRoute, IsUnavailableWhenTheLoopIsStuck) {
    Example example;
    example.daemon.last_turn = now - 5s;
    EXPECT_EQ(get(example, "/livez").status, 503);
}

TEST(ReadyzRoute, IsUnavailableBeforeTheSocketsAreOpen) {
    Example example;
    example.daemon.sockets_open = false;
    EXPECT_EQ(get(example, "/readyz").status, 503);
    EXPECT_EQ(get(example, "/livez").status, 200);
}

TEST(HealthzRoute, SaysInOneWordHowItIs) {
    EXPECT_EQ(get({}, "/healthz").body, "pass\n");
}

TEST(HealthzRoute, IsUnavailableInFault) {
    Example example;
    example.web().state = engine::InstanceState::fault;
    const auto response = get(example, "/healthz");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.body, "fail\n");
}

TEST(HealthzRoute, IsAvailableWithAWarning) {
    Example example;
    example.daemon.guard_alive = false;
    const auto response = get(example, "/healthz");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "warn\n");
}

TEST(HealthzRoute, ListsTheFindingsIfAsked) {
    Example example;
    example.daemon.guard_alive = false;
    example.six().state = engine::InstanceState::fault;
    example.six().reason = "interface eth0 is missing";
    const auto body = get(example, "/healthz", "verbose").body;
    EXPECT_THAT(body, HasSubstr("[+]engine ok\n"));
    EXPECT_THAT(body, HasSubstr("[!]guard the guard process is gone\n"));
    EXPECT_THAT(body, HasSubstr("[-]instance six fault: interface eth0 is missing\n"));
    EXPECT_TRUE(body.ends_with("fail\n"));
}

TEST(HealthzRoute, SpeaksHealthJsonIfAsked) {
    const auto response = answer({}, {.path = "/healthz", .accept = "application/health+json"});
    EXPECT_EQ(response.type, "application/health+json");
    const auto health = nlohmann::json::parse(response.body);
    EXPECT_EQ(health["status"], "pass");
    EXPECT_EQ(health["checks"]["instance web"][0]["status"], "pass");
}

TEST(RoleRoute, SendsTrafficToTheMasterOnly) {
    EXPECT_EQ(get({}, "/role", "instance=web").status, 200);
    EXPECT_EQ(get({}, "/role", "instance=six").status, 503);
    EXPECT_EQ(get({}, "/role", "instance=six").body, "backup\n");
}

TEST(RoleRoute, DoesNotBelieveAStuckEngine) {
    Example example;
    example.daemon.last_turn = now - 5s;
    EXPECT_EQ(get(example, "/role", "instance=web").status, 503);
}

TEST(RoleRoute, KnowsNoOtherInstance) {
    EXPECT_EQ(get({}, "/role", "instance=other").status, 404);
}

TEST(RoleRoute, NeedsAnInstance) {
    EXPECT_EQ(get({}, "/role").status, 400);
}

TEST(StatusRoute, GivesTheStatusDocument) {
    const auto response = get({}, "/api/v1/status");
    EXPECT_EQ(response.type, "application/json");
    EXPECT_EQ(nlohmann::json::parse(response.body)["node"], "lb1");
}

TEST(EventsRoute, LooksBackAsFarAsAsked) {
    EXPECT_EQ(nlohmann::json::parse(get({}, "/api/v1/events").body)["events"].size(), 2);
    EXPECT_EQ(nlohmann::json::parse(get({}, "/api/v1/events", "since=10m").body)["events"].size(), 1);
    EXPECT_EQ(nlohmann::json::parse(get({}, "/api/v1/events", "since=89").body)["events"].size(), 0);
}

TEST(EventsRoute, RefusesWhatIsNoTime) {
    EXPECT_EQ(get({}, "/api/v1/events", "since=yesterday").status, 400);
}

TEST(Page, ShowsNodeInstancesVerdictsAndAddresses) {
    const auto response = get({}, "/");
    EXPECT_EQ(response.type, "text/html; charset=utf-8");
    EXPECT_THAT(response.body, AllOf(HasSubstr("<h1>lb1</h1>"), HasSubstr("<h2>web</h2>"), HasSubstr(">master<"),
                                     HasSubstr(">healthy<"), HasSubstr("192.0.2.10/24")));
}

TEST(Page, LinksToTheOtherPaths) {
    const auto body = get({}, "/").body;
    for (const char* path : {"/metrics", "/healthz?verbose", "/readyz?verbose", "/api/v1/status", "/api/v1/events"}) {
        EXPECT_THAT(body, HasSubstr(std::string{"href=\""} + path));
    }
}

TEST(Page, RefreshesItselfWithoutScripts) {
    const auto body = get({}, "/").body;
    EXPECT_THAT(body, HasSubstr("<meta http-equiv=\"refresh\" content=\"2\">"));
    EXPECT_THAT(body, Not(HasSubstr("<script")));
}

TEST(Page, EscapesWhatOthersWrote) {
    Example example;
    example.status.node = "<b>&";
    example.web_report().reason = "<img src=x onerror='alert(\"1\")'>";
    const auto body = get(example, "/").body;
    EXPECT_THAT(body, HasSubstr("<h1>&lt;b&gt;&amp;</h1>"));
    EXPECT_THAT(body, HasSubstr("&lt;img src=x onerror=&#39;alert(&quot;1&quot;)&#39;&gt;"));
    EXPECT_THAT(body, Not(HasSubstr("<img")));
}

TEST(Page, ShowsTheRulingAndTheDetailOfAVerdict) {
    Example example;
    example.web_report().verdict = detector::Verdict::isolated;
    example.web_report().detail = "mute";
    example.web_report().ruling = "yields: <lb2> serves";
    EXPECT_THAT(get(example, "/").body,
                AllOf(HasSubstr(">isolated (mute)</span>"), HasSubstr("yields: &lt;lb2&gt; serves")));
}

TEST(Page, ShowsWhatTheOperatorDecided) {
    Example example;
    example.fence.pins = {{"web", detector::Pin::hold}, {"six", detector::Pin::yield}};
    EXPECT_THAT(get(example, "/").body,
                AllOf(HasSubstr("held here by the operator"), HasSubstr("kept away by the operator")));
}

TEST(Page, ShowsWhoIsFencedAndWhy) {
    Example example;
    EXPECT_THAT(get(example, "/").body, HasSubstr("<span class=\"verdict idle\">off</span>"));
    example.fence.state = FenceStatus::State::latched;
    example.fence.latch.instances = {{"web", "split_brain", "<192.0.2.2> is master too", 0}};
    EXPECT_THAT(get(example, "/").body, AllOf(HasSubstr("<span class=\"verdict bad\">latched</span>"),
                                              HasSubstr("web, split_brain: &lt;192.0.2.2&gt; is master too")));
}

TEST(Page, ShowsTheNeighbours) {
    Example example;
    example.report.neighbours = {neighbour("10.0.0.2", "lb2"), never_heard("10.0.0.3")};
    EXPECT_THAT(get(example, "/").body,
                AllOf(HasSubstr("<th>lb2 (10.0.0.2)</th><td><span class=\"verdict good\">heard</span>"),
                      HasSubstr("<th>10.0.0.3</th><td><span class=\"verdict odd\">never heard</span>")));
}

TEST(Page, ShowsANeighbourThatFellSilentOrDeaf) {
    Example example;
    example.report.neighbours = {neighbour("10.0.0.2", "lb2")};
    example.report.neighbours[0].hears_us = false;
    EXPECT_THAT(get(example, "/").body, HasSubstr(">does not hear us<"));
    example.report.neighbours[0].heard = false;
    EXPECT_THAT(get(example, "/").body, HasSubstr(">silent<"));
}

TEST(Page, ShowsASplitInTheColourOfDanger) {
    Example example;
    example.web_report().verdict = detector::Verdict::split_brain;
    EXPECT_THAT(get(example, "/").body, HasSubstr("<span class=\"verdict bad\">split_brain</span>"));
}

}  // namespace
}  // namespace holdfast::metrics
