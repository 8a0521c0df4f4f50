// What may be asked for over the control socket, and how it is read.

#include "daemon/app/request.hpp"

#include <limits>

#include <gmock/gmock.h>

namespace holdfast::app {
namespace request_test {

using What = Request::What;

std::expected<Request, std::string> read(const char* text) {
    return read_request(nlohmann::json::parse(text), 1000);
}

TEST(Requests, NameTheInstance) {
    EXPECT_EQ(read(R"({"verb":"yield","instance":"web"})"),
              (Request{.what = What::yield, .instance = "web", .uid = 1000}));
    EXPECT_EQ(read(R"({"verb":"drain"})"), (Request{.what = What::drain, .instance = "", .uid = 1000}));
    EXPECT_EQ(read(R"({"verb":"undrain","instance":"web"})"),
              (Request{.what = What::undrain, .instance = "web", .uid = 1000}));
}

TEST(Requests, MayClear) {
    const Request expected{.what = What::hold, .instance = "web", .clear = true, .uid = 1000};
    EXPECT_EQ(read(R"({"verb":"hold","instance":"web","clear":true})"), expected);
}

struct Named {
    const char* text;
    What what;
};
class KnownRequest : public testing::TestWithParam<Named> {};
TEST_P(KnownRequest, IsUnderstood) {
    EXPECT_EQ(read(GetParam().text)->what, GetParam().what);
}
INSTANTIATE_TEST_SUITE_P(
    All, KnownRequest,
    testing::Values(Named{R"({"verb":"fence","what":"status"})", What::fence_status},
                    Named{R"({"verb":"fence","what":"clear"})", What::fence_clear},
                    Named{R"({"verb":"fence","what":"clear","instance":null})", What::fence_clear},
                    Named{R"({"verb":"fence","what":"force","instance":"web"})", What::fence_force},
                    Named{R"({"verb":"fence","what":"dry-run"})", What::fence_dry_run},
                    Named{R"({"verb":"drill","kind":"split","instance":"web","seconds":5})", What::drill_split},
                    Named{R"({"verb":"drill","kind":"failover","instance":"web"})", What::drill_failover}));

struct Wrong {
    const char* text;
    const char* why;
};
class WrongRequest : public testing::TestWithParam<Wrong> {};
TEST_P(WrongRequest, IsRefused) {
    const auto request = read(GetParam().text);
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error(), GetParam().why);
}
INSTANTIATE_TEST_SUITE_P(All, WrongRequest,
                         testing::Values(Wrong{R"({"verb":"dance"})", "unknown verb"}, Wrong{R"({})", "unknown verb"},
                                         Wrong{R"({"verb":"fence","what":"paint"})", "unknown verb"},
                                         Wrong{R"({"verb":"yield"})", "an instance must be named"},
                                         Wrong{R"({"verb":"fence","what":"force"})", "an instance must be named"},
                                         Wrong{R"({"verb":"drill","kind":"split","instance":"web","seconds":0})",
                                               "drill takes from 1 to 3600 seconds"},
                                         Wrong{R"({"verb":"drill","kind":"split","instance":"web","seconds":99999})",
                                               "drill takes from 1 to 3600 seconds"},
                                         Wrong{R"({"verb":"handoff","seconds":61})",
                                               "handoff takes from 1 to 60 seconds"}));

TEST(Requests, OfTheWrongTypesAreThrown) {
    EXPECT_THROW(std::ignore = read(R"({"verb":"yield","instance":7})"), nlohmann::json::exception);
}

TEST(Requests, AskForTheEventsOfTenMinutesUnlessTheySayOtherwise) {
    EXPECT_EQ(read_events_request({})->since, std::chrono::minutes{10});
    EXPECT_EQ(read_events_request({{"since_seconds", 5}, {"after", 7}})->after, 7U);
}

TEST(Requests, ForEventsBeforeAllTimeAreRefused) {
    EXPECT_FALSE(read_events_request({{"since_seconds", std::numeric_limits<std::int64_t>::max()}}));
    EXPECT_FALSE(read_events_request({{"since_seconds", -1}}));
    EXPECT_FALSE(read_events_request({{"since_seconds", 1e300}}));
    EXPECT_FALSE(read_events_request({{"after", -1}}));
}

TEST(Requests, HandOffForTenSecondsUnlessTheySayOtherwise) {
    EXPECT_EQ(read(R"({"verb":"handoff"})")->duration, std::chrono::seconds{10});
    EXPECT_EQ(read(R"({"verb":"handoff","seconds":60})")->duration, std::chrono::seconds{60});
}

TEST(Requests, DrillForAUsualTime) {
    EXPECT_EQ(read(R"({"verb":"drill","kind":"failover","instance":"web"})")->duration, std::chrono::seconds{10});
}

}  // namespace request_test
}  // namespace holdfast::app
