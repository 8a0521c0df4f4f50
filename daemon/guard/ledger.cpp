#include "daemon/guard/ledger.hpp"

#include <algorithm>

namespace holdfast::guard {

net::Instant Ledger::deadline(const Entry& entry) const {
    if (!engine_lives_ && is_deleted(entry)) return entry.since;  // once more: it may have added it as its last act
    return std::max(entry.since, last_sent_(entry.promise.slot)) + entry.promise.silence_limit;
}

// An advert after the deletion says that the engine is back.
bool Ledger::is_deleted(const Entry& entry) const {
    return entry.deleted && last_sent_(entry.promise.slot) <= entry.since;
}

void Ledger::take(const Promise& promise, net::Instant at) {
    if (promise.is_empty()) {
        entries_.erase(promise.slot);
        return;
    }
    const auto [position, is_new] = entries_.try_emplace(promise.slot, Entry{promise, at});
    Entry& entry = position->second;
    if (is_new) return;
    if (entry.deleted) entry = Entry{promise, at};
    entry.promise = promise;
}

std::optional<net::Instant> Ledger::deadline() const {
    std::optional<net::Instant> earliest;
    for (const auto& [slot, entry] : entries_) earliest = net::earlier(earliest, deadline(entry));
    return earliest;
}

std::vector<Promise> Ledger::expire(net::Instant now) {
    std::vector<Promise> expired;
    for (auto& [slot, entry] : entries_) {
        if (deadline(entry) > now) continue;
        expired.push_back(entry.promise);
        entry.since = now;
        entry.deleted = true;
    }
    if (!engine_lives_) std::erase_if(entries_, [this](const auto& item) { return is_deleted(item.second); });
    return expired;
}

std::vector<Leftover> Ledger::leftovers(net::Instant now) const {
    std::vector<Leftover> result;
    for (const auto& [slot, entry] : entries_) {
        if (is_deleted(entry)) continue;
        for (const GuardedAddress& address : entry.promise.addresses) {
            result.push_back({address.interface, address.prefix, deadline(entry) - now});
        }
    }
    return result;
}

std::optional<net::Duration> Ledger::silence_limit(Slot slot) const {
    const auto entry = entries_.find(slot);
    if (entry == entries_.end()) return std::nullopt;
    return entry->second.promise.silence_limit;
}

}  // namespace holdfast::guard
