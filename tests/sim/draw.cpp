#include "tests/sim/draw.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/sim/random.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr int every_kind = 500;  // permille: each is enabled in half of the seeds
constexpr int detectors = 130;   // permille: twenty times the work of a seed without
constexpr int calm = 30;         // permille: nothing is done to anybody …
constexpr int untroubled = 200;  // … and where a detector could raise a false alarm

milliseconds in_ms(net::Duration duration) {
    return std::chrono::duration_cast<milliseconds>(duration);
}

GroupPlan draw_group(Random& random) {
    GroupPlan group;
    const int pace = random.below(100);
    group.interval = pace < 70 ? 1000ms : pace < 95 ? 100ms : 10ms;
    group.preempt = !random.chance(200);
    if (group.interval == 1s && random.chance(150)) group.version = vrrp::Version::v2;
    if (group.version == vrrp::Version::v3 && random.chance(200)) group.family = net::Family::ipv6;
    return group;
}

int draw_weight(Random& random) {
    if (random.chance(300)) return 0;
    return random.between(1, 120) * (random.chance(500) ? -1 : 1);
}

MovesPlan draw_moves(Random& random, net::Duration interval) {
    MovesPlan moves;
    if (!random.chance(500)) return moves;
    moves.together = random.chance(600);
    moves.opposed = random.chance(500);
    if (random.chance(300)) moves.preempt_delay = random.between(1ms, in_ms(6 * interval));
    if (random.chance(300)) moves.start_delay = random.between(1ms, in_ms(6 * interval));
    return moves;
}

std::optional<TracksPlan> draw_tracks(Random& random, net::Duration interval) {
    if (!random.chance(400)) return std::nullopt;
    TracksPlan tracks{.check = draw_weight(random), .uplink = draw_weight(random)};
    if (random.chance(500)) tracks.down_delay = random.between(1ms, in_ms(3 * interval));
    if (random.chance(500)) tracks.up_delay = random.between(1ms, in_ms(3 * interval));
    return tracks;
}

std::optional<DetectorPlan> draw_detector(Random& random, const GroupPlan& group) {
    if (group.family != net::Family::ipv4 || group.interval < 100ms || !random.chance(detectors)) return std::nullopt;
    DetectorPlan plan;
    plan.policy = static_cast<detector::Policy>(random.below(3));
    plan.hello = random.chance(800);
    plan.apart = random.chance(500);
    plan.trust_lan = random.chance(300);
    if (!plan.hello && !plan.trust_lan) plan.policy = detector::Policy::alert;  // as the configuration requires
    return plan;
}

Noise draw_noise(Random& random, net::Duration interval) {
    Noise noise{.seed = random.next(), .by = {}};
    noise.talks = random.chance(800);
    if (!random.chance(400)) return noise;
    if (random.chance(500)) noise.loss = random.between(1, 300);
    if (random.chance(300)) noise.duplicate = random.between(1, 300);
    if (random.chance(300)) noise.corrupt = random.between(1, 200);
    if (random.chance(400)) noise.late = random.between(1, 500);
    if (noise.late > 0) noise.by = random.between(1ms, std::max(2ms, in_ms(interval * 2)));
    return noise;
}

// The kinds that make sense in this plan, each enabled or not.
std::vector<Kind> draw_kinds(Random& random, const Plan& plan) {
    std::vector<Kind> kinds;
    for (int number = 0; number < kind_count; ++number) {
        const auto kind = static_cast<Kind>(number);
        const bool of_hello = kind == Kind::channel_lost || kind == Kind::channel_back || kind >= Kind::forge_hello;
        const bool of_detector = of_hello || kind == Kind::gateway_lost || kind == Kind::gateway_back;
        if (of_detector && !plan.detector) continue;
        if (of_hello && !plan.detector->hello) continue;
        if (kind >= Kind::check_fails && kind <= Kind::uplink_back && !plan.tracks) continue;
        // Version 2 drops what lists other addresses (RFC 3768 §7.1): a rolling reload is a split then, by the book.
        if (kind == Kind::addresses && plan.group.version == vrrp::Version::v2) continue;
        if (random.chance(every_kind)) kinds.push_back(kind);
        if (plan.detector && kind == Kind::hush) kinds.insert(kinds.end(), 3, kind);  // what a detector is for
    }
    return kinds;
}

std::int64_t draw_amount(Random& random, const Plan& plan, Kind kind) {
    const net::Duration interval = plan.group.interval;
    switch (kind) {
        case Kind::part:
            return random.between(1, (1 << plan.hosts.size()) - 1);
        case Kind::freeze:
        case Kind::pause:
            return random.between(1ms, in_ms(6 * interval)).count();
        case Kind::refuse:
            return random.between(in_ms(interval) / 10, in_ms(8 * interval)).count();
        case Kind::remove:
        case Kind::add:
            return random.below(3);
        case Kind::priority:
            return random.between(1, 254);
        case Kind::addresses:
            return random.between(1, 2);
        case Kind::second:
        case Kind::hush:
            return random.below(2);
        case Kind::forge_advert:
            return random.chance(400) ? 0 : random.between(1, 255);
        case Kind::forge_junk:
            return random.below(1'000'000);
        default:
            return 0;
    }
}

Fault draw_fault(Random& random, const Plan& plan, Kind kind) {
    const auto hosts = static_cast<int>(plan.hosts.size());
    Fault fault{.at = random.between(0ms, in_ms(plan.quiet) - 1ms), .kind = kind, .host = random.below(hosts)};
    fault.other = (fault.host + 1 + random.below(hosts - 1)) % hosts;
    if (kind == Kind::refuse) fault.other = random.below(refusable_count - 1);  // but not the fence
    if (kind == Kind::forge_advert) fault.host = random.below(hosts + 1);
    fault.amount = draw_amount(random, plan, kind);
    return normal(fault);
}

}  // namespace

Plan draw(std::uint64_t seed) {
    Random random{seed};
    Plan plan;
    plan.group = draw_group(random);
    plan.moves = draw_moves(random, plan.group.interval);
    plan.tracks = draw_tracks(random, plan.group.interval);
    plan.keys = random.chance(150);
    plan.detector = draw_detector(random, plan.group);
    const int drift = random.chance(300) ? 10'000 : 100;  // parts per million
    const int count = random.chance(500) ? 2 : random.between(3, 5);
    for (int host = 0; host < count; ++host) {
        plan.hosts.push_back({random.between(1, 254), random.between(-drift, drift)});
    }
    plan.noise = draw_noise(random, plan.group.interval);
    const int intervals = random.between(8, plan.group.interval == 10ms ? 200 : 50);
    plan.quiet = plan.group.interval * intervals;

    const std::vector<Kind> kinds = draw_kinds(random, plan);
    const int faults = random.chance(plan.detector ? untroubled : calm) || kinds.empty() ? 0 : random.between(1, 25);
    for (int n = 0; n < faults; ++n) {
        const Kind kind = kinds[static_cast<std::size_t>(random.below(static_cast<int>(kinds.size())))];
        plan.faults.push_back(draw_fault(random, plan, kind));
    }
    std::ranges::stable_sort(plan.faults, {}, &Fault::at);
    return plan;
}

}  // namespace holdfast::sim
