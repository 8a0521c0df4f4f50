// Bounded memory: a table that is full forgets what was seen longest ago.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace holdfast::detector {

// A fresh entry at the end; the one of lowest rank goes when there would be more than `limit`.
template <class Entry, class Rank>
Entry& make_room(std::vector<Entry>& entries, std::size_t limit, Rank rank) {
    if (entries.size() >= limit) entries.erase(std::ranges::min_element(entries, {}, rank));
    return entries.emplace_back();
}

}  // namespace holdfast::detector
