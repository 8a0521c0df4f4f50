#include "metrics/json.hpp"

#include <gtest/gtest.h>

#include "example.hpp"
#include "metrics/rfc3339.hpp"

namespace holdfast::metrics {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;

Json web_of(const Example& example) {
    return status_json(example.snapshot())["instances"][0];
}
Json six_of(const Example& example) {
    return status_json(example.snapshot())["instances"][1];
}

std::vector<std::string> keys(const Json& object) {
    std::vector<std::string> names;
    for (const auto& [name, value] : object.items()) names.push_back(name);
    return names;
}

TEST(Rfc3339, IsUtcWithMilliseconds) {
    EXPECT_EQ(rfc3339(wall), "2023-11-14T22:13:20.250Z");
    EXPECT_EQ(rfc3339(WallTime{}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(rfc3339(WallTime{1709164799'999ms}), "2024-02-28T23:59:59.999Z");
}

TEST(Rfc3339, CarriesARoundedUpMillisecondIntoTheSeconds) {
    EXPECT_EQ(rfc3339(WallTime{1709164799'999'600us}), "2024-02-29T00:00:00.000Z");
}

TEST(StatusJson, HasTheKeysOfTheContractInOrder) {
    EXPECT_EQ(keys(status_json(Example{}.snapshot())),
              (std::vector<std::string>{"schema_version", "node", "version", "started", "instances", "gateways",
                                        "groups", "checks", "fence", "hello", "notify"}));
    EXPECT_EQ(keys(web_of({})), (std::vector<std::string>{"name",
                                                          "interface",
                                                          "vrid",
                                                          "family",
                                                          "version",
                                                          "state",
                                                          "since",
                                                          "reason",
                                                          "priority",
                                                          "master",
                                                          "advert_interval_seconds",
                                                          "master_down_interval_seconds",
                                                          "lease_seconds",
                                                          "checksum",
                                                          "hmac",
                                                          "virtual_link",
                                                          "addresses",
                                                          "routing",
                                                          "accept",
                                                          "stray",
                                                          "peers",
                                                          "counters",
                                                          "verdict",
                                                          "faults",
                                                          "group",
                                                          "drained",
                                                          "withdrawn",
                                                          "operator"}));
}

TEST(StatusJson, ShowsRoutesAndRules) {
    Example example;
    auto& web = example.status.instances.at(0);
    web.routing = {
        {net::Rule{.priority = 7, .from = {}, .to = {}, .incoming = {}, .outgoing = {}, .table = 100}, true, false, ""},
        {net::Route{.to = net::Prefix::parse("198.51.100.0/24").value(), .via = {}, .source = {}, .scope = {}}, false,
         false, "Network is unreachable"}};
    EXPECT_EQ(
        status_json(example.snapshot())["instances"][0]["routing"],
        Json::parse(R"([{"kind":"rule","entry":"7: from all lookup 100","present":true,"foreign":false,"refusal":""},
                              {"kind":"route","entry":"198.51.100.0/24","present":false,"foreign":false,
                               "refusal":"Network is unreachable"}])"));
}

TEST(StatusJson, SaysWhoAndSinceWhen) {
    const auto status = status_json(Example{}.snapshot());
    EXPECT_EQ(status["schema_version"], 1);
    EXPECT_EQ(status["node"], "lb1");
    EXPECT_EQ(status["version"], "0.1.0");
    EXPECT_EQ(status["started"], "2023-11-14T21:13:20.250Z");
}

TEST(StatusJson, DescribesAnInstance) {
    const auto web = web_of({});
    EXPECT_EQ(web["name"], "web");
    EXPECT_EQ(web["interface"], "eth0");
    EXPECT_EQ(web["vrid"], 51);
    EXPECT_EQ(web["family"], "ipv4");
    EXPECT_EQ(web["version"], 3);
    EXPECT_EQ(web["state"], "master");
    EXPECT_EQ(web["since"], "2023-11-14T22:11:50.250Z");
    EXPECT_EQ(web["reason"], "heard nothing for 3.609 s");
    EXPECT_EQ(web["advert_interval_seconds"], 1.0);
    EXPECT_EQ(web["master_down_interval_seconds"], 3.609375);
    EXPECT_EQ(web["lease_seconds"], 4);
}

TEST(StatusJson, ExplainsThePriority) {
    EXPECT_EQ(web_of({})["priority"],
              Json::parse(R"({"effective":180,"configured":200,"why":["200 configured","-20 gateway"]})"));
}

TEST(StatusJson, NamesOurselvesAsMaster) {
    EXPECT_EQ(web_of({})["master"], Json::parse(R"({"node":"lb1","address":null,"priority":180})"));
}

TEST(StatusJson, NamesTheMasterThatIsFollowed) {
    EXPECT_EQ(six_of({})["master"], Json::parse(R"({"node":null,"address":"fe80::2","priority":200})"));
}

TEST(StatusJson, HasNoMasterWhereNoneIsKnown) {
    Example example;
    example.six().master.reset();
    EXPECT_TRUE(six_of(example)["master"].is_null());
}

TEST(StatusJson, ListsTheAddresses) {
    EXPECT_EQ(web_of({})["addresses"], Json::parse(R"([{"address":"192.0.2.10/24","interface":"eth0","advertised":true,
                                                          "present":true,"foreign":false}])"));
}

TEST(StatusJson, KnowsNothingOfAPeerThatWasNeverHeard) {
    EXPECT_EQ(web_of({})["peers"][0],
              Json::parse(
                  R"({"address":"192.0.2.2","priority":100,"last_advert":"2023-11-14T22:11:45.250Z","member":true})"));
    EXPECT_EQ(web_of({})["peers"][1],
              Json::parse(R"({"address":"192.0.2.3","priority":null,"last_advert":null,"member":true})"));
}

TEST(StatusJson, HasTheCounters) {
    Example example;
    example.web().counters.adverts_sent = 12;
    example.web().counters.dropped[0] = 3;
    const auto counters = web_of(example)["counters"];
    EXPECT_EQ(counters["adverts_sent"], 12);
    EXPECT_EQ(counters["discarded"]["ip_header"], 3);
    EXPECT_EQ(counters["discarded"].size(), vrrp::drop_reason_count);
    EXPECT_EQ(counters["transitions"][0], Json::parse(R"({"to":"backup","reason":"startup","count":1})"));
}

TEST(StatusJson, CarriesTheVerdictWithItsEvidence) {
    Example example;
    example.web_report().verdict = detector::Verdict::split_brain;
    example.web_report().detail = "clone";
    example.web_report().reason = "192.0.2.2 is master too";
    example.web_report().ruling = "holds: stronger than 192.0.2.2";
    example.web_report().evidence = {evidence(detector::EvidenceKind::foreign_advert, detector::Trust::known_peer)};
    example.web_report().also = {detector::Verdict::flapping};
    EXPECT_EQ(web_of(example)["verdict"], Json::parse(R"({
        "name":"split_brain","severity":"critical","since":"2023-11-14T22:12:00.250Z",
        "detail":"clone","reason":"192.0.2.2 is master too","ruling":"holds: stronger than 192.0.2.2",
        "evidence":[{"kind":"foreign_advert","who":"192.0.2.2","mac":"02:00:00:00:00:02","where":"eth0",
                     "what":"advert with priority 100","first":"2023-11-14T22:13:15.250Z",
                     "last":"2023-11-14T22:13:17.250Z","count":3,"trust":"T3"}],
        "also":["flapping"],"incident":null})"));
}

TEST(StatusJson, TellsTheLastIncident) {
    Example example;
    example.web_report().incident = {detector::Verdict::split_brain, "192.0.2.2", now - 12500ms, now - 10s, true};
    EXPECT_EQ(web_of(example)["verdict"]["incident"], Json::parse(R"({
        "verdict":"split_brain","other":"192.0.2.2","since":"2023-11-14T22:13:07.750Z",
        "until":"2023-11-14T22:13:10.250Z","seconds":2.5,"certain":true})"));
}

TEST(StatusJson, HasNoVerdictWhileTheDetectorIsOff) {
    Example example;
    example.report.enabled = false;
    EXPECT_TRUE(web_of(example)["verdict"].is_null());
}

TEST(StatusJson, ListsTheGateways) {
    EXPECT_EQ(status_json(Example{}.snapshot())["gateways"],
              Json::parse(R"([{"address":"192.0.2.1","up":true,"answered":7,"lost":2}])"));
}

TEST(StatusJson, TellsWhatTheOperatorDecided) {
    Example example;
    EXPECT_EQ(web_of(example)["operator"], "none");
    example.fence.pins = {{"web", detector::Pin::hold}, {"six", detector::Pin::yield}};
    EXPECT_EQ(web_of(example)["operator"], "hold");
    EXPECT_EQ(six_of(example)["operator"], "yield");
}

TEST(StatusJson, TellsWhoIsOutOfTheElection) {
    Example example;
    EXPECT_EQ(web_of(example)["withdrawn"], "");
    example.web().withdrawn = engine::Withdrawal::yielded;
    example.six().withdrawn = engine::Withdrawal::fenced;
    EXPECT_EQ(web_of(example)["withdrawn"], "yielded");
    EXPECT_EQ(six_of(example)["withdrawn"], "fenced");
}

TEST(StatusJson, TellsOfAddressesThatShouldNotBeHere) {
    Example example;
    example.six().stray = {*net::IpAddress::parse("2001:db8::10")};
    EXPECT_EQ(six_of(example)["stray"], Json::parse(R"(["2001:db8::10"])"));
}

TEST(StatusJson, NamesTheVirtualLink) {
    Example example;
    example.web().virtual_link = "hf4.51.2";
    EXPECT_EQ(web_of(example)["virtual_link"], "hf4.51.2");
}

TEST(StatusJson, DescribesAFenceThatIsOff) {
    EXPECT_EQ(status_json(Example{}.snapshot())["fence"],
              Json::parse(R"({"state":"off","blown":false,"latched":[],"unreadable":null,"last":[],
                             "counters":{"succeeded":0,"failed":0,"would":0}})"));
}

TEST(StatusJson, DescribesAFence) {
    Example example;
    example.fence.state = FenceStatus::State::latched;
    example.fence.blown = true;
    example.fence.latch.instances = {{"web", "split_brain", "192.0.2.2 is master too", 1'700'000'000}};
    example.fence.last = {{7, fence::Step::command, false, "exit code 3", 1500ms, true}};
    example.fence.succeeded = 1;
    example.fence.failed = 2;
    example.fence.would = 3;
    EXPECT_EQ(status_json(example.snapshot())["fence"], Json::parse(R"({
        "state":"latched","blown":true,
        "latched":[{"instance":"web","verdict":"split_brain","reason":"192.0.2.2 is master too",
                    "since":"2023-11-14T22:13:20.000Z"}],
        "unreadable":null,
        "last":[{"order":7,"step":"command","succeeded":false,"what":"exit code 3","after_seconds":1.5}],
        "counters":{"succeeded":1,"failed":2,"would":3}})"));
}

TEST(StatusJson, SaysWhyTheLatchCannotBeRead) {
    Example example;
    example.fence.latch.unreadable = "it is from the future";
    EXPECT_EQ(status_json(example.snapshot())["fence"]["unreadable"], "it is from the future");
}

TEST(StatusJson, ListsTheNeighbours) {
    Example example;
    example.report.neighbours = {neighbour("10.0.0.2", "lb2"), never_heard("10.0.0.3")};
    example.report.hello = {5, 4, 3, 2, 1};
    EXPECT_EQ(status_json(example.snapshot())["hello"], Json::parse(R"({
        "neighbours":[
            {"address":"10.0.0.2","node":"lb2","last_received":"2023-11-14T22:13:19.250Z","heard":true,"hears_us":true,
             "settings_differ":false},
            {"address":"10.0.0.3","node":"","last_received":null,"heard":false,"hears_us":false,
             "settings_differ":false}],
        "messages":{"sent":5,"received":4,"forged":3,"replayed":2,"malformed":1}})"));
}

TEST(StatusJson, SurvivesBytesThatAreNoText) {
    Example example;
    example.web().reason = "a\xff\xc3(b\"\\\n";
    example.web_report().evidence = {evidence(detector::EvidenceKind::claim, detector::Trust::anonymous)};
    example.web_report().evidence[0].who = "\x80";
    const auto text = status_json(example.snapshot()).dump();
    EXPECT_EQ(Json::parse(text)["instances"][0]["reason"], "a\uFFFD\uFFFD(b\"\\\n");
}

TEST(EventsJson, TellsWhatHappened) {
    EXPECT_EQ(events_json(Example{}.snapshot(), {})["events"][1],
              Json::parse(R"({"id":2,"at":"2023-11-14T22:11:50.250Z","level":"warning","event":"transition",
                             "instance":"web","fields":{"to":"master"}})"));
}

TEST(EventsJson, LeavesOutWhatIsOlder) {
    const auto events = events_json(Example{}.snapshot(), wall - 1h)["events"];
    ASSERT_EQ(events.size(), 1);
    EXPECT_EQ(events[0]["id"], 2);
}

TEST(EventsJson, LeavesOutWhatTheReaderHas) {
    const auto events = events_json(Example{}.snapshot(), {}, 1)["events"];
    ASSERT_EQ(events.size(), 1);
    EXPECT_EQ(events[0]["id"], 2);
}

TEST(EventsJson, SurvivesBytesThatAreNoText) {
    Example example;
    example.events[0].note.fields = {{"error\xfe", "\xff"}};
    EXPECT_NO_THROW(events_json(example.snapshot(), {}).dump());
}

}  // namespace
}  // namespace holdfast::metrics
