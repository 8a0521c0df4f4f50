#include "daemon/engine/announcer.hpp"

#include "tests/unit/engine/support.hpp"

namespace holdfast::engine {
namespace {

using Times = std::vector<net::Duration>;

// When announcements are due in the given time, since the start.
Times due(Announcer& announcer, const GarpSettings& settings, net::Duration time, net::Instant from = start) {
    Times times;
    net::Instant now = from;
    while (true) {
        if (announcer.due(settings, now)) times.push_back(now - start);
        const auto next = announcer.deadline();
        if (!next || *next > from + time) return times;
        now = std::max(now, *next);
    }
}

const GarpSettings once{.repeat = 1, .delay = {}, .refresh = {}};

TEST(Announcer, IsSilentBeforeATakeOver) {
    Announcer announcer;
    EXPECT_EQ(due(announcer, {}, 1h), Times{});
}

TEST(Announcer, RepeatsABurstEvery20Milliseconds) {
    Announcer announcer;
    announcer.take_over({.repeat = 3, .delay = {}, .refresh = {}}, start);
    EXPECT_EQ(due(announcer, {.repeat = 3, .delay = {}, .refresh = {}}, 1h), (Times{0ms, 20ms, 40ms}));
}

TEST(Announcer, RepeatsTheBurstAfterTheDelay) {
    const GarpSettings settings{.repeat = 2, .delay = 5s, .refresh = {}};
    Announcer announcer;
    announcer.take_over(settings, start);
    EXPECT_EQ(due(announcer, settings, 1h), (Times{0ms, 20ms, 5000ms, 5020ms}));
}

TEST(Announcer, RefreshesForAsLongAsItIsMaster) {
    const GarpSettings settings{.repeat = 1, .delay = {}, .refresh = 10s};
    Announcer announcer;
    announcer.take_over(settings, start);
    EXPECT_EQ(due(announcer, settings, 30s), (Times{0s, 10s, 20s, 30s}));
}

TEST(Announcer, SpacesABurstAndRepeatsARefreshAsItIsTold) {
    const GarpSettings settings{.repeat = 2, .delay = {}, .refresh = 10s, .refresh_repeat = 2, .interval = 100ms};
    Announcer announcer;
    announcer.take_over(settings, start);
    EXPECT_EQ(due(announcer, settings, 11s), (Times{0ms, 100ms, 10000ms, 10100ms}));
}

TEST(Announcer, SaysNothingMoreOnceStopped) {
    Announcer announcer;
    announcer.take_over({}, start);
    announcer.stop();
    EXPECT_EQ(due(announcer, {}, 1h), Times{});
}

TEST(Announcer, DefendsAtOnceAndHasTheLastWordWhenTheRivalIsQuiet) {  // P159
    Announcer announcer;
    announcer.rival_heard(start);
    EXPECT_EQ(due(announcer, once, 1h), (Times{0ms, 1500ms}));
}

TEST(Announcer, DefendsAtMostOnceInTenSeconds) {  // RFC 5227 §2.4 c
    Announcer announcer;
    Times times;
    for (net::Duration at = 0s; at <= 11s; at += 1s) {
        announcer.rival_heard(start + at);
        for (const net::Duration time : due(announcer, once, 999ms, start + at)) times.push_back(time);
    }
    EXPECT_EQ(times, (Times{0s, 10s}));
}

TEST(Announcer, WaitsForTheLastWordUntilTheRivalHasBeenQuiet) {
    Announcer announcer;
    announcer.rival_heard(start);
    due(announcer, once, 0s);
    announcer.rival_heard(start + 1s);
    EXPECT_EQ(due(announcer, once, 1h, start + 1s), (Times{2500ms}));
}

TEST(Announcer, DefendsByTheBurstThatRunsAnyway) {
    const GarpSettings settings{.repeat = 2, .delay = {}, .refresh = {}};
    Announcer announcer;
    announcer.take_over(settings, start);
    announcer.due(settings, start);
    announcer.rival_heard(start + 10ms);
    EXPECT_EQ(due(announcer, settings, 1s, start + 10ms), (Times{20ms}));
}

}  // namespace
}  // namespace holdfast::engine
