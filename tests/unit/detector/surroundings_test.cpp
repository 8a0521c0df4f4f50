#include "detector/surroundings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/detector/surroundings_scene.hpp"

namespace holdfast::detector {
namespace surroundings_test {

using hello::Path;
using hello::State;
using samples::own_ip;
using samples::peer_ip;
using samples::third_ip;
using samples::told;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using Hello = Scene::Hello;

// detector.md §3 and §4, splitbrain.md §3.6: the whole table.

enum class Gateway { none, up, down };
enum class Peers { none, up, one_of_two, down };

struct Row {
    Gateway gateway;
    Peers peers;
    Hello hello;
    Path neighbours_gateway;
    std::set<Verdict> expected;
};

void PrintTo(const Row& row, std::ostream* out) {
    *out << "gateway " << static_cast<int>(row.gateway) << ", peers " << static_cast<int>(row.peers) << ", hello "
         << static_cast<int>(row.hello) << ", its gateway " << static_cast<int>(row.neighbours_gateway);
}

class Table : public testing::TestWithParam<Row> {
protected:
    static Scene scene(Role role) {
        const Row& row = GetParam();
        Scene scene{row.hello};
        scene.role.role = role;
        scene.said.gateways = row.neighbours_gateway;
        if (row.gateway != Gateway::none) scene.with_gateway();
        if (row.peers == Peers::up || row.peers == Peers::down) scene.with_peers({peer_ip});
        if (row.peers == Peers::one_of_two) scene.with_peers({peer_ip, third_ip});
        if (row.gateway == Gateway::down) scene.silent.insert(Scene::gateway_ip);
        if (row.peers == Peers::down) scene.silent.insert(peer_ip);
        if (row.peers == Peers::one_of_two) scene.silent.insert(third_ip);
        return scene;
    }
};

TEST_P(Table, HoldsForAMaster) {
    EXPECT_EQ(scene(Role::master).run(seconds{30}).verdicts(), GetParam().expected);
}

TEST_P(Table, HoldsForABackup) {
    EXPECT_EQ(scene(Role::backup).run(seconds{30}).verdicts(), GetParam().expected);
}

constexpr auto unknown = Path::unknown;
const std::set<Verdict> nothing{};
const std::set jeopardy{Verdict::jeopardy};
const std::set isolated{Verdict::isolated};
const std::set upstream_down{Verdict::upstream_down};
const std::set uplink_degraded{Verdict::uplink_degraded};
const std::set upstream_and_jeopardy{Verdict::upstream_down, Verdict::jeopardy};

// clang-format off
INSTANTIATE_TEST_SUITE_P(Surroundings, Table, testing::Values(
    // Nobody to ask but the hello.
    Row{Gateway::none, Peers::none,       Hello::none,    unknown,    nothing},
    Row{Gateway::none, Peers::none,       Hello::there,   unknown,    nothing},
    Row{Gateway::none, Peers::none,       Hello::silent,  unknown,    jeopardy},
    Row{Gateway::none, Peers::none,       Hello::one_way, unknown,    jeopardy},
    // Without a gateway, silent peers may be dead, or we cut off: nobody can know.
    Row{Gateway::none, Peers::up,         Hello::none,    unknown,    nothing},
    Row{Gateway::none, Peers::up,         Hello::silent,  unknown,    jeopardy},
    Row{Gateway::none, Peers::down,       Hello::none,    unknown,    jeopardy},
    Row{Gateway::none, Peers::down,       Hello::there,   unknown,    jeopardy},
    Row{Gateway::none, Peers::down,       Hello::silent,  unknown,    jeopardy},
    // S01, S04, S06, S47
    Row{Gateway::up,   Peers::none,       Hello::none,    unknown,    nothing},
    Row{Gateway::up,   Peers::up,         Hello::none,    unknown,    nothing},
    Row{Gateway::up,   Peers::up,         Hello::there,   Path::up,   nothing},
    Row{Gateway::up,   Peers::up,         Hello::there,   Path::down, nothing},
    Row{Gateway::up,   Peers::up,         Hello::silent,  unknown,    jeopardy},
    Row{Gateway::up,   Peers::up,         Hello::one_way, unknown,    jeopardy},
    Row{Gateway::up,   Peers::one_of_two, Hello::none,    unknown,    nothing},
    Row{Gateway::up,   Peers::down,       Hello::none,    unknown,    jeopardy},
    Row{Gateway::up,   Peers::down,       Hello::there,   Path::down, jeopardy},
    Row{Gateway::up,   Peers::down,       Hello::silent,  unknown,    jeopardy},
    // S15, S16
    Row{Gateway::down, Peers::none,       Hello::none,    unknown,    upstream_down},
    Row{Gateway::down, Peers::none,       Hello::there,   unknown,    upstream_down},
    Row{Gateway::down, Peers::none,       Hello::there,   Path::down, upstream_down},
    Row{Gateway::down, Peers::none,       Hello::there,   Path::up,   uplink_degraded},
    Row{Gateway::down, Peers::up,         Hello::none,    unknown,    upstream_down},
    Row{Gateway::down, Peers::up,         Hello::there,   unknown,    upstream_down},
    Row{Gateway::down, Peers::up,         Hello::there,   Path::down, upstream_down},
    Row{Gateway::down, Peers::up,         Hello::there,   Path::up,   uplink_degraded},
    Row{Gateway::down, Peers::up,         Hello::here,    Path::up,   uplink_degraded},
    Row{Gateway::down, Peers::up,         Hello::silent,  unknown,    upstream_and_jeopardy},
    Row{Gateway::down, Peers::up,         Hello::one_way, unknown,    upstream_and_jeopardy},
    Row{Gateway::down, Peers::one_of_two, Hello::none,    unknown,    upstream_down},
    // S13, S14, S17, S18, S46: a hello by another network does not unsay that this one is cut off.
    Row{Gateway::down, Peers::down,       Hello::none,    unknown,    isolated},
    Row{Gateway::down, Peers::down,       Hello::there,   unknown,    isolated},
    Row{Gateway::down, Peers::down,       Hello::there,   Path::up,   isolated},
    Row{Gateway::down, Peers::down,       Hello::silent,  unknown,    isolated},
    Row{Gateway::down, Peers::down,       Hello::one_way, unknown,    isolated},
    Row{Gateway::down, Peers::none,       Hello::silent,  unknown,    isolated},
    Row{Gateway::down, Peers::none,       Hello::one_way, unknown,    isolated},
    // A hello by this network does.
    Row{Gateway::down, Peers::down,       Hello::here,    unknown,    upstream_and_jeopardy}));
// clang-format on

Scene pair(Hello hello = Hello::none) {
    Scene scene{hello};
    scene.with_gateway().with_peers({peer_ip});
    scene.run(seconds{10});
    return scene;
}

Scene& cut(Scene& scene) {
    scene.silent = {Scene::gateway_ip, peer_ip};
    return scene;
}

// detector.md §4: at most 2 MDI + 2 s, whenever between two pings the cut comes.
TEST(Isolated, IsSaidWithinItsTimeAtWhicheverMoment) {
    for (milliseconds moment{0}; moment < seconds{1}; moment += milliseconds{50}) {
        Scene scene = pair();
        scene.run(moment);
        EXPECT_LE(cut(scene).until(Verdict::isolated), 2 * scene.role.master_down_interval + seconds{2});
    }
}

TEST(Isolated, IsNotSaidBeforeTheSilenceHasLasted) {
    Scene scene = pair();
    EXPECT_GE(cut(scene).until(Verdict::isolated), 2 * scene.role.master_down_interval - seconds{1});
}

TEST(Isolated, IsConfirmedForFiveSecondsAtLeast) {
    Scene scene = pair();
    scene.role.master_down_interval = milliseconds{361};
    EXPECT_GE(cut(scene).until(Verdict::isolated), seconds{4});
}

TEST(Isolated, HasADeadlineSoThatItIsNotMissed) {
    Scene scene = pair();
    cut(scene).run(seconds{5});
    ASSERT_TRUE(scene.surroundings.deadline());
    scene.now = *scene.surroundings.deadline();
    scene.run(milliseconds{10});
    EXPECT_EQ(scene.verdicts(), isolated);
}

// The echoes of one round are lost one after the other.
TEST(Isolated, IsForetoldByJeopardyAlone) {
    Scene scene = pair();
    cut(scene).run(seconds{20});
    EXPECT_THAT(scene.ever, UnorderedElementsAre(Verdict::jeopardy, Verdict::isolated));
}

TEST(Isolated, EndsOnlyWhenATargetIsUpAgain) {
    Scene scene = pair();
    cut(scene).run(seconds{20});
    for (int i = 0; i < 5; ++i) {  // a link that comes and goes
        scene.silent = {peer_ip};
        scene.run(seconds{4});
        cut(scene).run(seconds{1});
    }
    EXPECT_EQ(scene.verdicts(), isolated);
    scene.silent.clear();
    scene.run(seconds{8});
    EXPECT_EQ(scene.verdicts(), nothing);
}

TEST(Isolated, IsNotSaidWhileTheLinkIsDown) {
    Scene scene = pair();
    scene.senses.link_up = false;
    cut(scene).run(seconds{30});
    EXPECT_THAT(scene.ever, IsEmpty());
}

TEST(Isolated, IsConfirmedAnewAfterTheLinkCameBack) {
    Scene scene = pair();
    scene.senses.link_up = false;
    cut(scene).run(seconds{30});
    scene.senses.link_up = true;
    EXPECT_GE(scene.until(Verdict::isolated), 2 * scene.role.master_down_interval);
}

TEST(Isolated, IsNotSaidOfAnInstanceThatTakesNoPart) {
    Scene scene = pair();
    scene.role.role = Role::absent;
    cut(scene).run(seconds{30});
    EXPECT_THAT(scene.ever, IsEmpty());
}

TEST(Isolated, SaysWhoWasAskedInVainAndAsWhat) {
    Scene scene = pair();
    scene.frames_arrive = true;
    cut(scene).run(seconds{20});
    EXPECT_EQ(scene.held(Verdict::isolated).reason,
              "this master is cut off on eth0: neither gateway 10.0.0.254 nor peer 10.0.0.2 answers");
    scene.role.role = Role::backup;
    EXPECT_THAT(scene.run(seconds{1}).held(Verdict::isolated).reason, HasSubstr("this backup is cut off"));
}

// S13: the clients on our side of the cut are still heard.
TEST(Isolated, IsNeitherMuteNorDeafWhileFramesOfOthersArrive) {
    Scene scene = pair();
    scene.frames_arrive = true;
    cut(scene).run(seconds{20});
    EXPECT_EQ(scene.held(Verdict::isolated).detail, "");
    EXPECT_EQ(scene.held(Verdict::isolated).trust, Trust::known_peer);
}

// S17
TEST(Isolated, IsMuteWhileAdvertsOfOthersArrive) {
    Scene scene = pair();
    cut(scene).run(seconds{4});
    scene.adverts_arrive = true;
    scene.run(seconds{16});
    EXPECT_EQ(scene.held(Verdict::isolated).detail, "mute");
    EXPECT_THAT(scene.held(Verdict::isolated).reason, HasSubstr("adverts of others still arrive"));
}

TEST(Isolated, IsMuteWhenAdvertsCannotBeSent) {
    Scene scene = pair();
    scene.senses.transmit_fails = true;
    cut(scene).run(seconds{20});
    EXPECT_EQ(scene.held(Verdict::isolated).detail, "mute");
    EXPECT_EQ(scene.held(Verdict::isolated).trust, Trust::local_fact);
}

// S18
TEST(Isolated, IsDeafWhenNoFrameArrives) {
    Scene scene = pair();
    scene.frames_arrive = scene.adverts_arrive = true;
    scene.run(seconds{5});
    scene.frames_arrive = scene.adverts_arrive = false;
    cut(scene).run(seconds{20});
    EXPECT_EQ(scene.held(Verdict::isolated).detail, "deaf");
    EXPECT_THAT(scene.held(Verdict::isolated).reason, HasSubstr("no frame of another host arrives"));
    EXPECT_EQ(scene.held(Verdict::isolated).trust, Trust::local_fact);
}

// S14
TEST(Isolated, CarriesTheWordOfANeighbourThatReachesItsGateway) {
    Scene scene = pair(Hello::there);
    scene.frames_arrive = true;
    scene.said.gateways = Path::up;
    cut(scene).run(seconds{20});
    EXPECT_THAT(scene.held(Verdict::isolated).reason, HasSubstr("10.0.0.2 (lb2) reaches its gateway"));
    EXPECT_EQ(scene.held(Verdict::isolated).trust, Trust::authenticated);
}

// S15
TEST(UpstreamDown, IsWhenTheGatewayIsSilentForAll) {
    Scene scene = pair(Hello::there);
    scene.said.gateways = Path::down;
    scene.silent = {Scene::gateway_ip};
    scene.run(std::chrono::minutes{10});
    EXPECT_THAT(scene.ever, UnorderedElementsAre(Verdict::upstream_down));
}

TEST(UpstreamDown, DoesNotComeAndGoWithALossyPeer) {
    Scene scene = pair();
    scene.silent = {Scene::gateway_ip};
    scene.run(seconds{5});
    for (int i = 0; i < 10; ++i) {
        scene.silent = {Scene::gateway_ip, peer_ip};
        scene.run(seconds{1});
        EXPECT_EQ(scene.verdicts(), upstream_down);
        scene.silent = {Scene::gateway_ip};
        scene.run(seconds{1});
        EXPECT_EQ(scene.verdicts(), upstream_down);
    }
}

// S16
TEST(UplinkDegraded, NamesTheNeighbourThatIsBetterOff) {
    Scene scene = pair(Hello::there);
    scene.said.gateways = Path::up;
    scene.silent = {Scene::gateway_ip};
    EXPECT_EQ(scene.run(seconds{8}).held(Verdict::uplink_degraded).reason,
              "gateway 10.0.0.254 does not answer this node, while 10.0.0.2 (lb2) reaches its gateway");
}

// S04
TEST(Jeopardy, IsWhenNoPeerAnswers) {
    Scene scene = pair();
    scene.silent = {peer_ip};
    EXPECT_EQ(scene.run(seconds{5}).held(Verdict::jeopardy).reason,
              "no peer answers pings (10.0.0.2): the next loss would be ambiguous");
}

// S06
TEST(Jeopardy, IsWhenTheHelloFallsSilent) {
    Scene scene = pair(Hello::there);
    scene.speaks = Hello::silent;
    EXPECT_EQ(scene.run(seconds{5}).held(Verdict::jeopardy).reason,
              "no hello from 10.9.0.2 (lb2): the next loss would be ambiguous");
    EXPECT_THAT(scene.ever, UnorderedElementsAre(Verdict::jeopardy));
}

TEST(Jeopardy, NamesTheDirectionThatAHelloIsLostIn) {
    Scene scene = pair(Hello::there);
    scene.speaks = Hello::one_way;
    EXPECT_THAT(scene.run(seconds{5}).held(Verdict::jeopardy).reason,
                HasSubstr("10.9.0.2 (lb2) does not hear our hello"));
}

TEST(Jeopardy, DoesNotMissAHelloThatHasHadNoTimeToCome) {
    Scene scene{Hello::silent};
    scene.run(milliseconds{2900});
    EXPECT_THAT(scene.ever, IsEmpty());
}

Scene master_with_word_of(hello::Instance instance) {
    Scene scene = pair(Hello::there);
    scene.said.instances = {std::move(instance)};
    scene.run(seconds{2});
    return scene;
}

// S09, S10
TEST(Jeopardy, SaysThatTheNeighbourDoesNotHearOurAdverts) {
    const Scene scene = master_with_word_of(told(State::backup));
    EXPECT_THAT(scene.held(Verdict::jeopardy).reason, HasSubstr("10.0.0.2 (lb2) does not hear our adverts"));
    EXPECT_EQ(scene.held(Verdict::jeopardy).trust, Trust::authenticated);
}

TEST(Jeopardy, SaysSoOfANeighbourThatHeardUsLongAgo) {
    hello::Instance deaf = told(State::master);
    deaf.heard = {{own_ip, milliseconds{3700}}};
    EXPECT_EQ(master_with_word_of(deaf).verdicts(), jeopardy);
}

TEST(Jeopardy, DoesNotSaySoOfANeighbourThatHearsUs) {
    hello::Instance listener = told(State::backup);
    listener.heard = {{own_ip, milliseconds{990}}};
    EXPECT_EQ(master_with_word_of(listener).verdicts(), nothing);
}

TEST(Jeopardy, DoesNotSaySoOfANeighbourThatHasJustBegunToListen) {
    hello::Instance fresh = told(State::backup);
    fresh.since = seconds{3};
    EXPECT_EQ(master_with_word_of(fresh).verdicts(), nothing);
}

TEST(Jeopardy, DoesNotSaySoOfANeighbourThatTakesNoPart) {
    EXPECT_EQ(master_with_word_of(told(State::absent)).verdicts(), nothing);
}

TEST(Jeopardy, DoesNotSaySoRightAfterWeBecameMaster) {
    Scene scene = pair(Hello::there);
    scene.said.instances = {told(State::backup)};
    scene.role.since = scene.now;
    EXPECT_EQ(scene.run(seconds{3}).verdicts(), nothing);
    EXPECT_EQ(scene.run(seconds{1}).verdicts(), jeopardy);
}

TEST(Jeopardy, DoesNotExpectTheNeighbourToHearABackup) {
    Scene scene = pair(Hello::there);
    scene.role.role = Role::backup;
    EXPECT_EQ(scene.run(seconds{5}).verdicts(), nothing);
}

Scene three(hello::Instance second, hello::Instance third) {
    Scene scene = pair(Hello::there);
    hello::Message message = samples::hello_of({std::move(third)});
    message.node = "lb3";
    scene.said.instances = {std::move(second)};
    scene.with_third(std::move(message)).run(seconds{2});
    return scene;
}

hello::Instance hearing(hello::Instance instance, const net::IpAddress& source) {
    instance.heard.push_back({source, milliseconds{500}});
    return instance;
}

// S48, as the first master sees it.
TEST(PartialPartition, IsWhenMembersDisagreeAboutUs) {
    const Scene scene = three(hearing(told(State::backup), own_ip), told(State::master, third_ip));
    EXPECT_EQ(scene.held(Verdict::partial_partition).reason,
              "10.0.0.2 (lb2) can hear the adverts of this node, 10.0.0.3 (lb3) cannot");
    EXPECT_EQ(scene.held(Verdict::partial_partition).trust, Trust::authenticated);
}

// S48, as the member sees it that hears both masters.
TEST(PartialPartition, IsWhenWeHearAMasterThatAnotherMemberDoesNot) {
    Scene scene = three(told(State::master), told(State::master, third_ip));
    scene.role.role = Role::backup;
    scene.senses.heard = {{peer_ip, milliseconds{200}}, {third_ip, milliseconds{300}}};
    EXPECT_THAT(scene.run(seconds{1}).held(Verdict::partial_partition).reason,
                HasSubstr("this node can hear the adverts of 10.0.0.2 (lb2), 10.0.0.3 (lb3) cannot"));
}

TEST(PartialPartition, IsNotWhenAllHearTheMaster) {
    EXPECT_EQ(three(hearing(told(State::backup), own_ip), hearing(told(State::backup, third_ip), own_ip)).verdicts(),
              nothing);
}

TEST(PartialPartition, IsNotWhenNobodyHearsTheMaster) {
    EXPECT_EQ(three(told(State::backup), told(State::backup, third_ip)).verdicts(), jeopardy);
}

TEST(PartialPartition, IsNotWhenThereAreOnlyTwo) {
    Scene scene = master_with_word_of(told(State::master));
    EXPECT_THAT(scene.ever, Not(testing::Contains(Verdict::partial_partition)));
}

// S51
TEST(PartialPartition, IsWhenOnlyOneOfTwoNetworksIsCut) {
    Scene scene = pair();
    scene.with_sibling(samples::ip("10.1.0.2")).run(seconds{5});
    scene.silent = {peer_ip};
    EXPECT_EQ(scene.run(seconds{5}).held(Verdict::partial_partition).reason,
              "peer 10.0.0.2 on eth0 does not answer, while 10.1.0.2 on eth1 does");
    EXPECT_THAT(scene.ever, UnorderedElementsAre(Verdict::partial_partition));
}

TEST(PartialPartition, IsNotWhenThePeerIsDead) {
    Scene scene = pair();
    scene.with_sibling(samples::ip("10.1.0.2")).run(seconds{5});
    scene.silent = {peer_ip, samples::ip("10.1.0.2")};
    scene.run(seconds{5});
    EXPECT_THAT(scene.ever, UnorderedElementsAre(Verdict::jeopardy));
}

}  // namespace surroundings_test
}  // namespace holdfast::detector
