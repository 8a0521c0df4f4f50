#include "daemon/notify/picture.hpp"

#include <algorithm>

namespace holdfast::notify {

void Picture::take(const Happening& happening) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) {
        Situation& standing = standings_[{proclaim->subject, proclaim->name}];
        standing.state = *proclaim;
        standing.since = happening.at;
        return;
    }
    if (const auto change = verdict_change(std::get<net::Note>(happening.what))) {
        Situation& standing = standings_[{engine::Subject::instance, change->instance}];
        standing.verdict = change->to;
        standing.severity = change->severity;
        standing.reason = change->reason;
    }
}

void Picture::keep(const std::vector<Party>& parties) {
    std::erase_if(standings_, [&](const auto& entry) {
        return std::ranges::find(parties, entry.first, &Party::key) == parties.end();
    });
}

const Situation& Picture::of(const Key& key) const {
    static const Situation unknown;
    const auto found = standings_.find(key);
    return found == standings_.end() ? unknown : found->second;
}

}  // namespace holdfast::notify
