// What the surroundings come to, and the evidence for it: no verdict is without.
#include <algorithm>

#include "detector/hearing.hpp"
#include "detector/members.hpp"
#include "detector/watch.hpp"

namespace holdfast::detector {

namespace {

std::string in_words(const Testimony& told, const net::IpAddress& our_address) {
    static constexpr std::array<const char*, 3> paths{"does not know of gateways", "reaches its gateway",
                                                      "does not reach its gateway"};
    const bool hears_us =
        std::ranges::find(told.instance.heard, our_address, &hello::Heard::source) != told.instance.heard.end();
    return std::string{"says that it "} + paths.at(static_cast<std::size_t>(told.gateways)) +
           (hears_us ? "" : " and has never heard our adverts");
}

}  // namespace

std::vector<Condition> Watch::weigh_surroundings(const World& world, net::Instant now) {
    Senses senses = senses_.senses(down_interval(), now);
    senses.heard = heard_of_others(now);
    std::vector<Condition> hold = surroundings_.weigh(
        {watched_, role_, world.settings, world.gateways, world.peers, world.neighbours, std::move(senses)}, now);
    std::vector<Verdict> verdicts;
    verdicts.reserve(hold.size());
    for (const Condition& c : hold) verdicts.push_back(c.verdict);
    if (!hold.empty() && (verdicts != surrounded_ || now >= next_explanation_)) explain(hold, world, now);
    surrounded_ = std::move(verdicts);
    return hold;
}

void Watch::explain(const std::vector<Condition>& hold, const World& world, net::Instant now) {
    next_explanation_ = now + std::chrono::seconds{1};
    for (const auto* targets : {&world.gateways, &world.peers}) {
        for (const Reachability& target : *targets) {
            const bool ours = targets == &world.gateways || contains(members(watched_), target.address());
            if (ours && !target.steady()) silent(target.address(), now);
        }
    }
    for (const NeighbourReport& missing : world.neighbours.missing(now)) {
        record(EvidenceKind::silence, to_string(missing.address), "", "sends no hello that answers ours",
               Trust::known_peer, now);
    }
    const auto told = [](const Condition& c) { return c.trust == Trust::authenticated; };
    if (std::ranges::none_of(hold, told)) return;
    for (const Testimony& t : testimonies_) {
        record(EvidenceKind::hello, name_of(t), "", in_words(t, role_.primary), Trust::authenticated, now);
    }
}

}  // namespace holdfast::detector
