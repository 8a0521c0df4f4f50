// What a router counts and, rate-limited, says of adverts that it drops or finds odd (P71).

#include "daemon/engine/router.hpp"

namespace holdfast::engine {

void Router::discard_advert(vrrp::DropReason reason, const net::IpAddress& source, Turn& turn) {
    ++counters_.dropped[static_cast<std::size_t>(reason)];
    warn("advert_discarded", label(reason), source, turn);
}

// Processed all the same, but one of the two configurations is wrong (P52, P59, P67), or not all have keys yet.
void Router::note_oddities(const vrrp::Accepted& accepted, Turn& turn) {
    if (accepted.interval_differs) {
        ++counters_.interval_differs;
        warn("peer_differs", "advert_interval", accepted.source, turn);
    }
    if (accepted.address_list_differs) {
        ++counters_.address_list_differs;
        warn("peer_differs", "addresses", accepted.source, turn);
    }
    if (accepted.unproven) {
        ++counters_.unauthenticated;
        warn("advert_unauthenticated", label(*accepted.unproven), accepted.source, turn);
    }
    if (accepted.owner_conflict) {
        ++counters_.owner_conflict;
        warn("peer_differs", "priority_255_on_both", accepted.source, turn);
    }
}

void Router::warn(std::string_view event, std::string_view kind, const net::IpAddress& source, Turn& turn) {
    const std::optional<std::uint64_t> held_back = notes_.allow(kind, turn.now);
    if (!held_back) return;
    net::Note note{net::Level::warning, std::string{event}, settings_.name, {}};
    note.fields = {{"reason", std::string{kind}}, {"source", to_string(source)}};
    if (*held_back > 0) note.fields.emplace_back("held_back", std::to_string(*held_back));
    turn.add(std::move(note));
}

}  // namespace holdfast::engine
