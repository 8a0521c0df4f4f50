// Of each party one script at a time, in the order of what happened.
#include "daemon/notify/queue.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::notify {
namespace {

using engine::Standing;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Runs {
public:
    explicit Runs(std::vector<Party> parties) { configure(std::move(parties)); }

    void configure(std::vector<Party> parties) {
        Settings settings;
        settings.parties = std::move(parties);
        tell(Configured{settings});
    }
    void tell(const Queue::Event& event) {
        for (const Queue::Action& action : queue_.handle(event)) {
            if (const auto* start = std::get_if<StartRun>(&action)) begun_.push_back(*start);
            if (const auto* failed = std::get_if<Failed>(&action)) failed_.push_back(*failed);
        }
    }
    // The oldest of those that run.
    void end(Result result = Result::ok, std::string why = "exit code 0") {
        tell(RunEnded{begun_.at(ended_++).run, result, std::move(why), net::Instant{std::chrono::seconds{ended_}}});
    }
    std::vector<std::string> begun() const {
        std::vector<std::string> words;
        for (const StartRun& run : begun_) words.push_back(run.party.name + " " + std::string{label(run.call.slot)});
        return words;
    }
    const std::vector<Failed>& failed() const { return failed_; }
    std::uint64_t count(Result result) const { return queue_.status().at(0).runs[std::to_underlying(result)]; }
    const Queue& queue() const { return queue_; }

private:
    Queue queue_;
    std::vector<StartRun> begun_;
    std::vector<Failed> failed_;
    std::size_t ended_ = 0;
};

Party db() {
    Party party = web(for_all());
    party.key.name = "db";
    return party;
}

TEST(NotifyQueue, KnowsSinceWhenScriptsFail) {
    Runs runs{{web(for_all())}};
    const auto failing_since = [&] { return runs.queue().status().at(0).failing_since; };
    for (const Standing standing : {Standing::backup, Standing::master, Standing::backup}) runs.tell(becomes(standing));
    runs.end();
    EXPECT_EQ(failing_since(), std::nullopt);
    runs.end(Result::failed);
    runs.end(Result::timeout);
    EXPECT_EQ(failing_since(), net::Instant{std::chrono::seconds{2}});
    runs.end();
    EXPECT_EQ(failing_since(), std::nullopt);
}

TEST(NotifyQueue, RunsOneScriptOfAPartyAtATime) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::master));
    EXPECT_THAT(runs.begun(), ElementsAre("web master"));
    runs.end();
    EXPECT_THAT(runs.begun(), ElementsAre("web master", "web any"));
}

TEST(NotifyQueue, KeepsTheOrderAndSkipsNothing) {
    Runs runs{{web(for_all())}};
    for (const Standing standing : {Standing::backup, Standing::master, Standing::fault}) runs.tell(becomes(standing));
    for (int i = 0; i < 6; ++i) runs.end();
    EXPECT_THAT(runs.begun(), ElementsAre("web backup", "web any", "web master", "web any", "web fault", "web any"));
    EXPECT_TRUE(runs.queue().idle());
}

TEST(NotifyQueue, RunsThoseOfDifferentPartiesBesideEachOther) {
    Runs runs{{web(for_all()), db()}};
    runs.tell(becomes(Standing::master));
    runs.tell(becomes(Standing::master, "db"));
    EXPECT_THAT(runs.begun(), ElementsAre("web master", "db master"));
}

TEST(NotifyQueue, GoesOnAfterAFailureAndSaysIt) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::master));
    runs.end(Result::failed, "exit code 3");
    EXPECT_THAT(runs.failed(),
                ElementsAre(Failed{{engine::Subject::instance, "web"}, Slot::master, Result::failed, "exit code 3"}));
    EXPECT_THAT(runs.begun(), SizeIs(2));
    EXPECT_EQ(runs.count(Result::failed), 1);
    EXPECT_EQ(runs.queue().status().at(0).last, "master: exit code 3");
}

TEST(NotifyQueue, CountsWhatEndedWell) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::master));
    runs.end();
    runs.end();
    EXPECT_EQ(runs.count(Result::ok), 2);
    EXPECT_THAT(runs.failed(), IsEmpty());
}

TEST(NotifyQueue, DropsTheOldestThatWaitWhenTooManyDoAndNeverTheNewest) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::master));
    for (std::size_t i = 0; i < Queue::most_waiting / 2; ++i) runs.tell(becomes(Standing::backup));
    runs.tell(becomes(Standing::fault));
    EXPECT_EQ(runs.count(Result::dropped), 3);  // the first "any", and the two of a backup
    EXPECT_EQ(runs.queue().status().at(0).waiting, Queue::most_waiting + 1);
    for (std::size_t i = 0; i < Queue::most_waiting + 1; ++i) runs.end();
    EXPECT_EQ(runs.begun().at(Queue::most_waiting - 1), "web fault");
    EXPECT_TRUE(runs.queue().idle());
}

TEST(NotifyQueue, OrdersWhatWaitsBeforeTheConfigurationChanges) {
    Runs runs{{web(for_all()), db()}};
    runs.tell(becomes(Standing::master));
    runs.tell(becomes(Standing::stopped));
    runs.configure({db()});
    EXPECT_THAT(runs.begun(), ElementsAre("web master", "web any", "web stop", "web any"));
    for (int i = 0; i < 4; ++i) runs.end();
    EXPECT_TRUE(runs.queue().idle());
    EXPECT_THAT(runs.queue().status(), SizeIs(1));
}

TEST(NotifyQueue, TellsOfThoseThatHaveScripts) {
    Runs runs{{web(), db()}};
    EXPECT_THAT(runs.queue().status(), ElementsAre(testing::Field(&PartyStatus::key, db().key)));
}

TEST(NotifyQueue, WaitsWithTheNewOnesForThoseOfTheFormerConfiguration) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::master));
    runs.configure({web(for_all()), db()});
    runs.tell(becomes(Standing::backup));
    EXPECT_THAT(runs.begun(), ElementsAre("web master", "web any"));
    runs.end();
    EXPECT_THAT(runs.begun(), SizeIs(2));
    runs.end();
    EXPECT_THAT(runs.begun(), ElementsAre("web master", "web any", "web backup"));
}

TEST(NotifyQueue, ChangesNothingWhenTheConfigurationDoesNot) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::master));
    runs.configure({web(for_all())});
    EXPECT_THAT(runs.begun(), ElementsAre("web master"));
}

TEST(NotifyQueue, TellsThoseThatAreNewHowTheyStandWhenTheyBeganBefore) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::backup, "db"));
    runs.tell(becomes(Standing::master, "db"));
    runs.configure({web(for_all()), db()});
    EXPECT_THAT(runs.begun(), ElementsAre("db master"));
    runs.end();
    EXPECT_THAT(runs.begun(), ElementsAre("db master", "db any"));
}

TEST(NotifyQueue, OrdersEverythingWhenTheEndIsNear) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::master));
    runs.tell(Flushed{});
    runs.tell(becomes(Standing::stopped));
    EXPECT_THAT(runs.begun(), ElementsAre("web master", "web any", "web stop", "web any"));
    EXPECT_FALSE(runs.queue().idle());
}

TEST(NotifyQueue, TellsNobodyOfPartiesThatItDoesNotKnow) {
    Runs runs{{web(for_all())}};
    runs.tell(becomes(Standing::master, "another"));
    EXPECT_THAT(runs.begun(), IsEmpty());
}

}  // namespace
}  // namespace holdfast::notify
