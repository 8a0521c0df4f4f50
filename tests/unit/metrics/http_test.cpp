#include "metrics/http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "metrics/age.hpp"
#include "metrics/gzip.hpp"

namespace holdfast::metrics {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(Query, GivesTheDecodedValueOfAParameter) {
    EXPECT_EQ(parameter({.query = "a=1&instance=web%20%2F+x&b"}, "instance"), "web / x");
}

TEST(Query, KnowsABareParameterFromAnAbsentOne) {
    EXPECT_EQ(parameter({.query = "x=1&verbose"}, "verbose"), "");
    EXPECT_EQ(parameter({.query = "verbosely"}, "verbose"), std::nullopt);
    EXPECT_EQ(parameter({}, "verbose"), std::nullopt);
}

TEST(Query, LeavesBrokenEscapesAsTheyAre) {
    EXPECT_EQ(parameter({.query = "a=%zz%4"}, "a"), "%zz%4");
}

TEST(Accept, FindsATokenInTheList) {
    EXPECT_TRUE(accepts("deflate, gzip;q=0.5", "gzip"));
    EXPECT_TRUE(accepts("gzip", "gzip"));
}

TEST(Accept, TakesNoOtherToken) {
    EXPECT_FALSE(accepts("", "gzip"));
    EXPECT_FALSE(accepts("gzipped, x-gzip", "gzip"));
}

TEST(Accept, RespectsARefusal) {
    EXPECT_FALSE(accepts("gzip;q=0", "gzip"));
    EXPECT_FALSE(accepts("gzip; q=0.000", "gzip"));
    EXPECT_TRUE(accepts("gzip;q=0.01", "gzip"));
}

TEST(Head, HasTheLengthOfTheBodyAndEndsTheConnection) {
    const auto head = head_of({.body = "hello\n"});
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nContent-Length: 6\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_TRUE(head.ends_with("\r\n\r\n"));
}

TEST(Head, HasTheHeadersOfItsResponse) {
    EXPECT_THAT(head_of({.headers = {{"Allow", "GET"}}}), HasSubstr("\r\nAllow: GET\r\n"));
}

TEST(Head, AllowsNeitherStoringNorGuessingNorScripts) {
    const auto head = head_of({});
    EXPECT_THAT(head, HasSubstr("\r\nCache-Control: no-store\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(head, HasSubstr("\r\nContent-Security-Policy: default-src 'none'; "));
}

TEST(Age, IsSecondsUnlessItHasAUnit) {
    EXPECT_EQ(parse_age("90"), 90s);
    EXPECT_EQ(parse_age("90s"), 90s);
    EXPECT_EQ(parse_age("10m"), 600s);
    EXPECT_EQ(parse_age("2h"), 7200s);
    EXPECT_EQ(parse_age("7d"), 604800s);
}

TEST(Age, IsNothingElse) {
    for (const char* text : {"", "m", "-1", "1x", "1ms", " 1", "1 ", "1.5h", "99999999999", "4294967295d"}) {
        EXPECT_EQ(parse_age(text), std::nullopt) << text;
    }
}

std::string unpacked(const std::string& packed) {
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string text(1 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

TEST(Gzip, ComesBackAsItWas) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "holdfast_vrrp_state " + std::to_string(i * 7919 % 10'007) + "\n";
    EXPECT_EQ(unpacked(gzip(text)), text);
}

TEST(Gzip, OfNothingIsNothing) {
    EXPECT_EQ(unpacked(gzip("")), "");
}

TEST(Gzip, IsSmaller) {
    EXPECT_LT(gzip(std::string(100'000, 'a')).size(), 1'000);
}

}  // namespace
}  // namespace holdfast::metrics
