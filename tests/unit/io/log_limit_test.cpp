// In virtual time: what is held back, what never is, and what is said of it.
#include "daemon/io/log_limit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::io {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class Flood {
public:
    // So many at once; how many of them are written.
    int write(const net::Note& note, int count) {
        int admitted = 0;
        for (int i = 0; i < count; ++i) admitted += limit_.admits(note, now_) ? 1 : 0;
        return admitted;
    }
    void pass(net::Duration time) { now_ += time; }
    std::vector<std::string> due() {
        std::vector<std::string> lines;
        for (const net::Note& note : limit_.due(now_)) lines.push_back(to_string(note));
        return lines;
    }
    LogLimit& limit() { return limit_; }
    net::Duration until_due() const { return *limit_.deadline() - now_; }

private:
    LogLimit limit_;
    net::Instant now_{1h};
};

net::Note of(std::string event, std::string instance = "web") {
    return {net::Level::warning, std::move(event), std::move(instance), {}};
}

TEST(LogLimit, AdmitsTwentyAtOnceAndThenOneASecond) {
    Flood flood;
    EXPECT_EQ(flood.write(of("x"), 100), 20);
    flood.pass(999ms);
    EXPECT_EQ(flood.write(of("x"), 100), 0);
    flood.pass(1ms);
    EXPECT_EQ(flood.write(of("x"), 100), 1);
    flood.pass(5s);
    EXPECT_EQ(flood.write(of("x"), 100), 5);
    flood.pass(1min);
    EXPECT_EQ(flood.write(of("x"), 100), 20);
}

TEST(LogLimit, CountsEachEventOfEachInstanceForItself) {
    Flood flood;
    flood.write(of("x"), 100);
    EXPECT_EQ(flood.write(of("y"), 100), 20);
    EXPECT_EQ(flood.write(of("x", "db"), 100), 20);
}

TEST(LogLimit, TellsChecksApartThatConcernNoInstance) {
    Flood flood;
    const auto check = [](std::string name) {
        return net::Note{net::Level::info, "check", "", {{"check", std::move(name)}}};
    };
    flood.write(check("nginx"), 100);
    EXPECT_EQ(flood.write(check("disk"), 1), 1);
    flood.pass(10s);
    EXPECT_THAT(flood.due(), ElementsAre("events_suppressed of=check about=nginx suppressed=80 last=\"check=nginx\""));
}

TEST(LogLimit, SaysHowItStandsThoughTheLastChangeWasHeldBack) {
    Flood flood;
    const auto check = [](net::Level level, std::string to) {
        return net::Note{level, "check", "", {{"check", "app"}, {"to", std::move(to)}}};
    };
    flood.write(check(net::Level::info, "up"), 20);
    flood.write(check(net::Level::warning, "down"), 1);
    flood.write(check(net::Level::info, "up"), 1);
    const auto said = flood.limit().rest().at(0);
    EXPECT_EQ(said.level, net::Level::warning);
    EXPECT_EQ(said.fields.back().second, "check=app to=up");
}

TEST(LogLimit, NeverHoldsBackWhoServesAndWhoDecidedIt) {
    for (const char* event : {"transition", "verdict", "incident", "yielded", "readmitted", "fence_ordered",
                              "fence_step", "fenced_at_start", "would_yield", "operator_hold", "drill"}) {
        Flood flood;
        EXPECT_EQ(flood.write(of(event), 1000), 1000) << event;
    }
}

TEST(LogLimit, SaysHowManyWereHeldBackAndNotTwice) {
    Flood flood;
    flood.write(of("x"), 157);
    EXPECT_EQ(flood.until_due(), 10s);
    flood.pass(9s);
    EXPECT_THAT(flood.due(), IsEmpty());
    flood.pass(1s);
    EXPECT_THAT(flood.due(), ElementsAre("events_suppressed instance=web of=x suppressed=137"));
    EXPECT_THAT(flood.due(), IsEmpty());
    EXPECT_EQ(flood.limit().deadline(), std::nullopt);
    EXPECT_EQ(flood.limit().held_back(), 137U);
}

TEST(LogLimit, SaysItAsLoudAsWhatItHeldBack) {
    Flood flood;
    flood.write({net::Level::error, "x", "web", {}}, 21);
    EXPECT_EQ(flood.limit().rest().at(0).level, net::Level::error);
}

TEST(LogLimit, SaysItAgainAndAgainWhileItGoesOn) {
    Flood flood;
    int said = 0;
    for (int i = 0; i < 600; ++i) {
        flood.write(of("x"), 1);
        flood.pass(100ms);
        said += static_cast<int>(flood.due().size());
    }
    EXPECT_EQ(said, 5) << "in a minute";
}

TEST(LogLimit, SaysTheRestAtTheEnd) {
    Flood flood;
    flood.write(of("x"), 23);
    EXPECT_EQ(flood.limit().rest().size(), 1U);
}

// Were each a subject of its own, ever-changing names would never be held back, and be kept for ever.
TEST(LogLimit, TakesEverChangingSubjectsForOne) {
    Flood flood;
    int admitted = 0;
    for (int i = 0; i < 5000; ++i) {
        admitted += flood.write({net::Level::info, "x", "", {{"address", std::to_string(i)}}}, 1);
    }
    EXPECT_EQ(admitted, static_cast<int>(LogLimit::most_subjects) + 20);
    flood.pass(1min);
    EXPECT_EQ(flood.write(of("y"), 100), 20) << "what is over is forgotten";
}

}  // namespace
}  // namespace holdfast::io
