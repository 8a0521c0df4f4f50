// What a router does when its machine says so.

#include <algorithm>
#include <utility>

#include "daemon/engine/announcement.hpp"
#include "daemon/engine/router.hpp"
#include "daemon/engine/words.hpp"

namespace holdfast::engine {
namespace {

constexpr int mute_turns_to_fail = 3;

}  // namespace

void Router::feed(const vrrp::Machine::Event& event, Turn& turn) {
    if (const auto* backup = std::get_if<vrrp::Backup>(&machine_.situation())) heard_at_ = backup->since;
    for (const vrrp::Machine::Action& action : machine_.handle(event, turn.now)) {
        std::visit([&](const auto& a) { perform(a, turn); }, action);
    }
}

void Router::perform(const vrrp::SendAdvert& action, Turn& turn) {
    if (!resign_by_) send_advert(action.priority, turn);
}

void Router::send_advert(vrrp::Priority priority, Turn& turn) {
    if (!uplink_.index || !uplink_.up || !uplink_.primary) return;  // P132: the link cannot carry it
    vrrp::Advertisement advert{settings_.version, settings_.vrid, priority, settings_.advert_interval, {}};
    for (const net::Prefix& prefix : settings_.addresses) advert.addresses.push_back(prefix.address);

    const std::optional<vrrp::Seal> seal = authenticator_.seal(turn.utc);
    const auto send_to = [&](const net::IpAddress& destination) {
        const vrrp::Sending sending{*uplink_.primary, destination, checksum_form_, settings_.password, seal};
        turn.add(
            Transmit{id_, *uplink_.index, *uplink_.primary, destination, vrrp::encode(advert, sending), virtual_mac()});
        ++messages_ordered_;
        counters_.priority_zero_sent += priority.is_leaving();
    };
    if (settings_.unicast_peers.empty()) return send_to(vrrp::multicast_group(settings_.family));
    for (const net::IpAddress& peer : settings_.unicast_peers) send_to(peer);
}

std::optional<net::MacAddress> Router::virtual_mac() const {
    return settings_.virtual_mac ? std::optional{vrrp::virtual_mac(settings_.family, settings_.vrid)} : std::nullopt;
}

void Router::perform(const vrrp::HoldAddresses&, Turn& turn) {
    holdings_.hold(uplink_.places(), turn);
    look_for_strays(turn);  // what somebody added a moment ago is used now, and no longer to be removed
}

void Router::perform(const vrrp::ReleaseAddresses&, Turn& turn) {
    announcer_.stop();
    procession_.end();
    if (!linger_until_) holdings_.release(turn);
    look_for_strays(turn);
}

// Announcements are due at once then, and leave with this turn (deadline_reached()).
void Router::perform(const vrrp::Announce&, Turn& turn) {
    announcer_.take_over(settings_.garp, turn.now);
}

void Router::perform(const vrrp::RivalHeard&, Turn& turn) {
    announcer_.rival_heard(turn.now);
}

void Router::perform(const vrrp::IgnoredResignation&, Turn& turn) {
    discard_advert(vrrp::DropReason::stranger_resigned, last_heard_.source, turn);
}

void Router::perform(const vrrp::Entered& action, Turn& turn) {
    if (action.to == vrrp::State::initialize && !stopping_) return;  // whoever withdraws it or fails says why
    if (withdrawn_ && !stopping_) return enter_withdrawn(turn);
    enter(state_of(action.to), std::string{label(action.reason)}, describe(action, turn.now), turn);
}

void Router::enter(InstanceState state, std::string reason, std::string words, Turn& turn) {
    net::Note note{
        state == InstanceState::fault ? net::Level::warning : net::Level::info, "transition", settings_.name, {}};
    note.fields = {{"from", std::string{label(state_)}},
                   {"to", std::string{label(state)}},
                   {"reason", reason},
                   {"why", words},
                   {"priority", std::to_string(priority().value())}};
    turn.add(std::move(note));
    ++counters_.transitions[{state, std::move(reason)}];
    state_ = state;
    since_ = turn.now;
    reason_ = std::move(words);
    proclaim_state(turn);
}

// Nobody needs to hear of a fault that is none but that nobody has looked yet; keepalived's scripts do not either.
void Router::proclaim_state(Turn& turn) {
    if (state_ == InstanceState::fault && !has_known_fault()) return;
    if (const auto standing = standing_of(state_)) proclaim(*standing, reason_, turn);
}

void Router::proclaim(Standing standing, const std::string& why, Turn& turn) {
    const std::optional<Standing> before = std::exchange(standing_, standing);
    if (before == standing) return;
    turn.add(Proclaim{Subject::instance, settings_.name, standing, before, priority().value(), why});
}

std::string Router::describe(const vrrp::Entered& entered, net::Instant now) const {
    const std::string other = to_string(last_heard_.source);
    const std::string with_priority = " with priority " + std::to_string(last_heard_.priority.value());
    switch (entered.reason) {
        case vrrp::Reason::startup:
            return (readmitted_.empty() ? "started" : "readmitted, " + readmitted_) + ", listening for a master";
        case vrrp::Reason::shutdown:
            return "stopped";
        case vrrp::Reason::silence:
            return "heard nothing for " + in_seconds(now - heard_at_);
        case vrrp::Reason::resigned:
            return other + " resigned";
        case vrrp::Reason::preempted:
            return other + with_priority + " is the stronger router";
        case vrrp::Reason::preempting:
            return "stronger than " + other + with_priority;
        case vrrp::Reason::owner:
            return "owns the addresses (priority 255)";
        case vrrp::Reason::resumed:
            return "resumed after a restart, within the lease";
        case vrrp::Reason::stalled:
            return "was stopped or starved, and " + other + " spoke meanwhile";
        case vrrp::Reason::group:
            return group_word_;
    }
    std::unreachable();
}

void Router::announce(Turn& turn) {
    if (!uplink_.index || !uplink_.seat || !holdings_.held()) return;
    procession_.join(holdings_.wanted(), turn.now);
    announce_next(turn);
}

// Where the address is, with the MAC that answers for it there.
void Router::announce_next(Turn& turn) {
    for (const net::Prefix& prefix : procession_.take(settings_.garp.pace, turn.now)) {
        const auto& wanted = holdings_.wanted();  // a reload may have taken it away meanwhile
        if (std::ranges::find(wanted, prefix) == wanted.end()) continue;
        const auto other = uplink_.elsewhere.find(prefix.address);
        const bool is_own = other == uplink_.elsewhere.end();
        const auto interface = is_own ? uplink_.index : other->second;
        const auto link = turn.kernel.links().find(interface.value_or(net::InterfaceIndex{}));
        if (link == turn.kernel.links().end()) continue;
        turn.add(SendFrame{*interface, announcement(prefix.address, is_own ? uplink_.station : link->second.mac)});
        ++counters_.announcements_sent;
    }
}

void Router::transmit_failed(const std::string& error, Turn& turn) {
    ++counters_.transmit_failures;
    ++messages_failed_;
    if (!notes_.allow("transmit_failed", turn.now)) return;
    turn.add(net::Note{net::Level::warning, "transmit_failed", settings_.name, {{"error", error}}});
}

// A master that nobody can hear is none: without its adverts another takes over, and two would hold the addresses.
void Router::turn_performed(const TurnPerformed& event, Turn& turn) {
    const std::uint64_t ordered = std::exchange(messages_ordered_, 0);
    const std::uint64_t failed = std::exchange(messages_failed_, 0);
    counters_.adverts_sent += ordered - failed;
    if (const auto due = std::exchange(advert_due_, std::nullopt)) lateness_.observe(event.adverts_sent - *due);
    if (const auto due = std::exchange(takeover_due_, std::nullopt)) takeover_.observe(event.announced - *due);

    if (ordered > 0) mute_turns_ = failed == ordered ? mute_turns_ + 1 : 0;
    if (mute_turns_ < mute_turns_to_fail || machine_.state() != vrrp::State::master) return;
    mute_turns_ = 0;
    refused("cannot send adverts", turn);
}

}  // namespace holdfast::engine
