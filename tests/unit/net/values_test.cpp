// Notes, histograms and time: small values that other layers print and compare.
#include <gtest/gtest.h>

#include "daemon/net/ensure.hpp"
#include "daemon/net/histogram.hpp"
#include "daemon/net/note.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::net {
namespace {

using namespace std::chrono_literals;

TEST(Note, IsALineOfFields) {
    const Note note{Level::info, "transition", "web", {{"from", "backup"}, {"to", "master"}, {"silent_for", "3.609s"}}};
    EXPECT_EQ(to_string(note), "transition instance=web from=backup to=master silent_for=3.609s");
}

TEST(Note, AboutTheHostHasNoInstance) {
    EXPECT_EQ(to_string(Note{Level::info, "reloaded", "", {}}), "reloaded");
}

TEST(Note, QuotesWhatIsNotPlain) {
    EXPECT_EQ(to_string(Note{Level::info, "e", "", {{"why", "no \"eth0\" \\ here"}, {"empty", ""}}}),
              R"(e why="no \"eth0\" \\ here" empty="")");
}

TEST(Note, NeverBreaksItsLine) {
    EXPECT_EQ(to_string(Note{Level::info, "e", "", {{"text", "a\nb\x7f"}}}), R"(e text="a\x0ab\x7f")");
}

TEST(Histogram, CountsABoundBelowIt) {
    Histogram histogram;
    histogram.observe(1ms);
    EXPECT_EQ(histogram.counts[3], 1U);
    histogram.observe(1ms + 1ns);
    EXPECT_EQ(histogram.counts[4], 1U);
}

TEST(Histogram, CountsTheLongestInTheLastBucket) {
    Histogram histogram;
    histogram.observe(11s);
    EXPECT_EQ(histogram.counts.back(), 1U);
    EXPECT_DOUBLE_EQ(histogram.sum, 11.0);
}

TEST(Time, KeepsFractionsOfSeconds) {
    EXPECT_DOUBLE_EQ(seconds(3'609'375us), 3.609375);
}

TEST(Time, TakesTheEarlierDeadline) {
    const Instant first{1s};
    const Instant second{2s};
    EXPECT_EQ(earlier(first, second), first);
    EXPECT_EQ(earlier(second, first), first);
}

TEST(Time, TakesNoDeadlineAsTheLatest) {
    const Instant some{1s};
    EXPECT_EQ(earlier(std::nullopt, some), some);
    EXPECT_EQ(earlier(some, std::nullopt), some);
    EXPECT_EQ(earlier(std::nullopt, std::nullopt), std::nullopt);
}

TEST(Note, NamesItsInstance) {
    EXPECT_EQ(to_string(Note{Level::info, "transition", "web 1", {{"to", "master"}}}),
              "transition instance=\"web 1\" to=master");
}

TEST(Level, HasTheNameOfItsEnumerator) {
    EXPECT_EQ(label(Level::debug), "debug");
    EXPECT_EQ(label(Level::info), "info");
    EXPECT_EQ(label(Level::warning), "warning");
    EXPECT_EQ(label(Level::error), "error");
}

TEST(Ensure, SaysNothingWhileAPromiseHolds) {
    ensure(true, "it holds");
}

TEST(EnsureDeathTest, EndsTheProcessWithTheReason) {
    EXPECT_DEATH(ensure(1 > 2, "one is more"), "one is more");
}

}  // namespace
}  // namespace holdfast::net
