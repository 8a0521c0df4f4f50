#include "detector/standing.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::detector {

namespace {

const Condition* find(const Case& facts, Verdict verdict) {
    const auto found = std::ranges::find(facts.conditions, verdict, &Condition::verdict);
    return found == facts.conditions.end() ? nullptr : &*found;
}

// detector.md §2: one forged packet must never be an off switch.
bool is_proof(const Rival& rival, const Settings& settings) {
    if (!rival.serves) return false;
    return rival.trust == Trust::authenticated || (rival.trust == Trust::known_peer && settings.trust_lan);
}

struct Ranks {
    Rank ours, theirs;
};

// The paths count when both are known, or when ours is broken for sure.
Ranks compared(const Case& facts, const Rival& rival) {
    Ranks ranks{facts.rank, rival.rank};
    const bool known = facts.path_known && rival.path_known;
    if (!known) ranks.ours.path_ok = ranks.theirs.path_ok = true;
    if (is_broken(facts)) ranks.ours.path_ok = false;
    return ranks;
}

Rank by_nature(Rank rank) {
    rank.path_ok = true;
    return rank;
}

const Rival* strongest_proof(const Case& facts, const Settings& settings) {
    const Rival* strongest = nullptr;
    for (const Rival& rival : facts.rivals) {
        if (!is_proof(rival, settings)) continue;
        if (strongest == nullptr || compared(facts, *strongest).theirs < compared(facts, rival).theirs)
            strongest = &rival;
    }
    return strongest;
}

// Both are about to leave, each for reasons of its own: exactly one of them goes, the same by either's view.
bool goes_first(const Case& facts, const Rival& rival, bool stronger) {
    const bool broken = is_broken(facts);
    return broken == rival.broken ? !stronger : broken;
}

// What decided between two ranks, for people.
std::string difference(const Rank& higher, const Rank& lower) {
    if (higher.path_ok != lower.path_ok) return "has a working path to its gateway";
    if (higher.pinned != lower.pinned) return "is held by its operator";
    if (higher.priority != lower.priority) {
        return "has priority " + std::to_string(higher.priority.value()) + " against " +
               std::to_string(lower.priority.value());
    }
    if (higher.primary != lower.primary) return "has the higher address " + to_string(higher.primary);
    return "has the higher name " + higher.node;
}

Standing against(const Case& facts, const Rival& rival, Verdict verdict) {
    const Ranks ranks = compared(facts, rival);
    const bool stronger = by_nature(ranks.ours) > by_nature(ranks.theirs);
    if (ranks.ours >= ranks.theirs) {
        return {
            verdict,
            "stays: this node " + difference(ranks.ours, ranks.theirs) + ", so " + rival.who + " is the one to yield",
            std::nullopt, stronger};
    }
    if (rival.leaving && !(facts.leaving && goes_first(facts, rival, stronger))) {
        return {verdict, "stays: " + rival.who + " is about to leave", std::nullopt, stronger};
    }
    const std::string why = rival.who + " serves and " + difference(ranks.theirs, ranks.ours);
    return {verdict, why, Measure::fence, stronger, rival.recent};
}

std::string missing_proof(const Case& facts) {
    const bool heard = std::ranges::any_of(facts.rivals, &Rival::serves);
    if (heard) return "stays: that another serves is known from unauthenticated frames alone (trust_lan is false)";
    return "stays: nobody is proven to serve in its place";
}

std::optional<Measure> measure_of(OnIsolation choice) {
    if (choice == OnIsolation::hold) return std::nullopt;
    return choice == OnIsolation::yield ? Measure::yield : Measure::fence;
}

// An orderly hand-over to one who has a way to its gateway, never a fence.
std::optional<Standing> hand_over(const Case& facts, Verdict verdict) {
    const auto better = std::ranges::find_if(facts.rivals, [](const Rival& rival) {
        return rival.trust == Trust::authenticated && rival.path_known && rival.rank.path_ok && rival.can_serve;
    });
    if (better == facts.rivals.end()) return std::nullopt;
    return Standing{verdict, better->who + " reaches its gateway and this node does not", Measure::yield, false};
}

Standing cut_off(const Case& facts, const Settings& settings) {
    if (const Rival* rival = strongest_proof(facts, settings)) {
        const bool shared = facts.path_known && rival->path_known && !rival->rank.path_ok && !is_broken(facts);
        if (!shared) return against(facts, *rival, Verdict::isolated);
        return {Verdict::isolated, "stays: " + rival->who + " has lost its gateway too", std::nullopt, false};
    }
    const std::optional<Measure> chosen = measure_of(settings.on_isolation);
    if (!chosen && is_broken(facts)) {  // S18: deaf, it is still heard, so that nobody else serves before it leaves
        if (auto handed_over = hand_over(facts, Verdict::isolated)) return *handed_over;
    }
    const std::string why =
        chosen ? "cut off; nobody is proven to serve, and on_isolation says so" : missing_proof(facts);
    return {Verdict::isolated, why, chosen, false};
}

}  // namespace

bool is_broken(const Case& facts) {
    const Condition* isolated = find(facts, Verdict::isolated);
    return isolated != nullptr && (isolated->detail == "mute" || isolated->detail == "deaf");
}

std::optional<Standing> standing(const Case& facts, const Settings& settings) {
    if (facts.role.role != Role::master || facts.role.withdrawn) return std::nullopt;
    if (find(facts, Verdict::isolated) != nullptr) return cut_off(facts, settings);
    if (find(facts, Verdict::split_brain) != nullptr) {
        if (const Rival* rival = strongest_proof(facts, settings)) return against(facts, *rival, Verdict::split_brain);
        return Standing{Verdict::split_brain, missing_proof(facts)};
    }
    if (find(facts, Verdict::uplink_degraded) != nullptr) return hand_over(facts, Verdict::uplink_degraded);
    return std::nullopt;
}

}  // namespace holdfast::detector
