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

TEST(MetricsRoute, SpeaksOpenMetricsToThoseWhoAskForIt) {
    const auto response =
        answer({}, {.path = "/metrics", .accept = "application/openmetrics-text;version=1.0.0,*/*;q=0.1"});
    EXPECT_EQ(response.type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    EXPECT_TRUE(response.body.ends_with("\n# EOF\n"));
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

TEST(RoleRoute, SendsNoTrafficToAMasterThatIsBeingFenced) {
    Example example;
    example.web().withdrawn = engine::Withdrawal::fenced;
    EXPECT_EQ(get(example, "/role", "instance=web").status, 503);
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

}  // namespace
}  // namespace holdfast::metrics
