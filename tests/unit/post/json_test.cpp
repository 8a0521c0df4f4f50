// A happening as a line of JSON.
#include "daemon/post/json.hpp"

#include <gmock/gmock.h>

#include "daemon/post/pushes.hpp"
#include "tests/unit/notify/support.hpp"

namespace holdfast::post {
namespace {

using engine::Standing;

notify::Settings settings() {
    notify::Settings settings;
    settings.node = "lb1";
    settings.parties = {notify::web()};
    return settings;
}

std::string line_for(const notify::Happening& happening) {
    notify::Picture picture;
    picture.take(happening);
    return line_of(to_json(happening, settings(), picture));
}

TEST(Line, OfATransition) {
    EXPECT_EQ(line_for(notify::becomes(Standing::master)),
              R"({"type":"transition","at":"2027-01-15T08:00:00.000Z","node":"lb1","kind":"instance","name":"web",)"
              R"("state":"master","previous":"backup","priority":100,"reason":"heard nothing","verdict":"healthy",)"
              R"("addresses":["192.0.2.10/24","192.0.2.11/24"]})");
}

TEST(Line, OfAGroupHasNoAddresses) {
    EXPECT_EQ(line_for(notify::group_becomes(Standing::master)),
              R"({"type":"transition","at":"2027-01-15T08:00:00.000Z","node":"lb1","kind":"group","name":"gw",)"
              R"("state":"master","previous":null,"priority":0,"reason":"all are"})");
}

TEST(Line, OfAVerdict) {
    EXPECT_EQ(line_for(notify::verdict_becomes("split_brain")),
              R"({"type":"verdict","at":"2027-01-15T08:00:00.000Z","node":"lb1","kind":"instance","name":"web",)"
              R"("verdict":"split_brain","previous":"healthy","severity":"critical","reason":"10.0.0.2 answers too",)"
              R"("detail":"","evidence":"","state":null,"addresses":["192.0.2.10/24","192.0.2.11/24"]})");
}

TEST(Line, OfAnotherEvent) {
    const notify::Happening fence{notify::some_day,
                                  net::Note{net::Level::warning, "fence_ordered", "web", {{"order", "1"}}}};
    EXPECT_EQ(line_for(fence),
              R"({"type":"event","at":"2027-01-15T08:00:00.000Z","node":"lb1","event":"fence_ordered",)"
              R"("level":"warning","name":"web","fields":{"order":"1"}})");
}

TEST(Line, IsOneWhateverItContains) {
    const notify::Happening odd{notify::some_day, net::Note{net::Level::info, "drill", "a\"b\n\xff", {}}};
    EXPECT_THAT(line_for(odd), testing::HasSubstr("\"name\":\"a\\\"b\\n\xEF\xBF\xBD\""));
}

TEST(Snapshot, OfAPartySaysHowItStands) {
    notify::Picture picture;
    picture.take(notify::becomes(Standing::master));
    picture.take(notify::verdict_becomes("split_brain"));
    EXPECT_EQ(
        line_of(snapshot_of(notify::web(), settings(), picture)),
        R"({"type":"snapshot","at":"2027-01-15T08:00:00.000Z","node":"lb1","kind":"instance","name":"web",)"
        R"("state":"master","priority":100,"reason":"heard nothing","verdict":"split_brain","severity":"critical",)"
        R"("addresses":["192.0.2.10/24","192.0.2.11/24"]})");
}

TEST(Snapshot, OfWhatHasNotBegunSaysNothing) {
    EXPECT_TRUE(snapshot_of(notify::web(), settings(), {}).is_null());
}

TEST(PushedAlerts, ThatHoldLapseUnlessTheyArePushedAgain) {
    using namespace std::chrono_literals;
    const notify::Alert holds{.labels = {{"alertname", "A"}}, .annotations = {}, .starts = notify::some_day};
    notify::Alert over = holds;
    over.ends = notify::some_day + 1s;
    EXPECT_EQ(to_json({holds, over}, notify::some_day + 3min),
              R"([{"labels":{"alertname":"A"},"annotations":{},"startsAt":"2027-01-15T08:00:00.000Z",)"
              R"("endsAt":"2027-01-15T08:03:00.000Z"},{"labels":{"alertname":"A"},"annotations":{},)"
              R"("startsAt":"2027-01-15T08:00:00.000Z","endsAt":"2027-01-15T08:00:01.000Z"}])");
}

}  // namespace
}  // namespace holdfast::post
