#include "daemon/engine/router.hpp"

#include <algorithm>
#include <utility>

#include "daemon/engine/announcement.hpp"
#include "daemon/engine/words.hpp"

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t reinstatements_to_warn = 3;

}  // namespace

Router::Router(RouterId id, InstanceSettings settings, Turn& turn)
    : id_{id}, settings_{std::move(settings)}, machine_{vrrp::MachineSettings{}, {}}, holdings_{id}, since_{turn.now} {
    for (const auto& [state, reason] : possible_transitions()) counters_.transitions[{state, std::string{reason}}] = 0;
    checksum_form_ = settings_.checksum.value_or(vrrp::ChecksumForm::pseudo_header);
    holdings_.configure(settings_, turn);
    peers_.configure(settings_.peers);
    configure_authentication(turn);
    apply_settings(turn);
}

void Router::kernel_changed(const Listening& listening, Turn& turn) {
    const Uplink before = std::exchange(uplink_, uplink_of(settings_, turn.kernel));
    listening_ = listening;
    if (uplink_.index && holdings_.settle(uplink_.places(), turn)) announcer_.take_over(settings_.garp, turn.now);
    if (stopping_) {
        if (!uplink_.index) holdings_.abandon(turn);
        return;
    }
    look_for_strays(turn);
    informed_ = true;
    const bool moved = before.own_addresses != uplink_.own_addresses || before.primary != uplink_.primary;
    if (moved && running() && uplink_.primary) {
        refresh_expectation();
        feed(vrrp::PrimaryChanged{*uplink_.primary}, turn);
    }
    reconsider(turn);
}

void Router::adopt(const LeftoversFound& leftovers, const KernelView& kernel) {
    uplink_ = uplink_of(settings_, kernel);
    if (withdrawn_) return;
    if (!uplink_.seat || !holdings_.adopt(uplink_.places(), leftovers.addresses)) return;
    holdings_.routings().adopt(leftovers.routing, kernel);
    resume_until_ = leftovers.good_until;
}

void Router::hear(const vrrp::Datagram& datagram, Turn& turn) {
    if (!running() && !linger_until_) return;  // P102
    const auto accepted = vrrp::decode(datagram, expectation_, {&authenticator_, turn.utc});
    if (!accepted) return discard_advert(accepted.error(), datagram.source, turn);
    if (linger_until_) {
        if (accepted->advert.priority.is_leaving()) return;
        end_lingering(turn);  // the successor serves
    }
    if (running()) accept(*accepted, turn);
}

void Router::reception_lost(Turn& turn) {
    feed(vrrp::ReceptionLost{}, turn);
}

void Router::accept(const vrrp::Accepted& accepted, Turn& turn) {
    const vrrp::Advertisement& advert = accepted.advert;
    ++counters_.adverts_received;
    counters_.priority_zero_received += advert.priority.is_leaving();
    note_oddities(accepted, turn);
    const net::Duration own = settings_.advert_interval;
    counters_.interval_clamped += vrrp::clamp_interval(advert.interval, own) != net::Duration{advert.interval};
    peers_.heard(accepted, turn.now);

    last_heard_ = {advert.priority, advert.interval, accepted.source};
    gate_.open();
    feed(last_heard_, turn);
    learn_checksum_form(accepted);
}

// Learned only as backup from the master that is followed, and not from a single advert, which may be forged (P63).
void Router::learn_checksum_form(const vrrp::Accepted& accepted) {
    if (accepted.checksum_form == checksum_form_ || settings_.version == vrrp::Version::v2 ||
        settings_.family == net::Family::ipv6) {
        other_form_in_a_row_ = 0;
        return;
    }
    ++counters_.other_checksum_form;
    const auto* backup = std::get_if<vrrp::Backup>(&machine_.situation());
    if (settings_.checksum || !backup || backup->master != accepted.source) return;
    if (++other_form_in_a_row_ < 3) return;
    checksum_form_ = accepted.checksum_form;
    other_form_in_a_row_ = 0;
}

void Router::address_vanished(const HeldAddress& address, Turn& turn) {
    holdings_.vanished(address, turn);
    if (strays_.know(address)) look_for_strays(turn);
    resign_when_gone(turn);
}

void Router::look_for_lost_addresses(Turn& turn) {
    if (uplink_.index) holdings_.look_for_lost(turn);
    look_for_strays(turn);
    resign_when_gone(turn);
}

void Router::address_refused(const AddressRefused& event, Turn& turn) {
    const std::string address = to_string(event.address.prefix);
    if (event.already_there) {
        holdings_.found_foreign(event.address.prefix, turn);
        turn.add(net::Note{net::Level::warning, "address_foreign", settings_.name, {{"address", address}}});
        return;
    }
    refused("cannot add " + address + ": " + event.error, turn);
}

void Router::routing_answered(const RoutingAnswered& event, Turn& turn) {
    holdings_.routings().answered(event, settings_.name, turn);
}

void Router::deadline_reached(Turn& turn) {
    if (linger_until_ && *linger_until_ <= turn.now) end_lingering(turn);
    if (drain_until_ && *drain_until_ <= turn.now) hand_over(turn);
    if (refusal_ && refusal_->until <= turn.now) {
        refusal_.reset();
        reconsider(turn);
    }
    resign_when_gone(turn);
    machine_deadline_reached(turn);
    // Who leaves: a successor on this host would remove it as a stray, one on another host may have it by now.
    if (linger_until_) holdings_.put_nothing_back();
    for (const net::Prefix& prefix : holdings_.reconcile(turn)) {
        const bool often = ++counters_.addresses_reinstated >= reinstatements_to_warn;
        turn.add(
            net::Note{often ? net::Level::warning : net::Level::info,
                      "address_reinstated",
                      settings_.name,
                      {{"address", to_string(prefix)}, {"times", std::to_string(counters_.addresses_reinstated)}}});
        announcer_.take_over(settings_.garp, turn.now);
    }
    if (holdings_.refresh_due(turn.now)) holdings_.refresh(turn);
    if (holdings_.routings().due(turn.now)) holdings_.renew_routings(turn);
    if (announcer_.due(settings_.garp, turn.now)) announce(turn);
    announce_next(turn);
}

void Router::reconfigure(InstanceSettings settings, Assessment assessment, Turn& turn) {
    const bool addresses_changed = settings.addresses != settings_.addresses ||
                                   settings.excluded_addresses != settings_.excluded_addresses ||
                                   settings.placements != settings_.placements;
    const bool garp_changed = settings.garp != settings_.garp;
    settings_ = std::move(settings);
    assessment_ = std::move(assessment);
    if (settings_.checksum) checksum_form_ = *settings_.checksum;
    holdings_.configure(settings_, turn);
    peers_.configure(settings_.peers);
    configure_authentication(turn);
    apply_settings(turn);
    kernel_changed(listening_, turn);
    refresh_expectation();
    if (addresses_changed) strays_.forget();  // the new ones may have been there before
    if (!holdings_.held()) return;
    if (garp_changed) announcer_.reconfigure(settings_.garp, turn.now);
    if (addresses_changed) announcer_.take_over(settings_.garp, turn.now);
}

bool Router::can_become(const InstanceSettings& wanted) const {
    return !stopping_ && wanted.name == settings_.name && wanted.interface == settings_.interface &&
           wanted.vrid == settings_.vrid && wanted.family == settings_.family && wanted.version == settings_.version;
}

void Router::stop(Turn& turn) {
    if (stopping_) return hurry(turn);
    if (machine_.state() == vrrp::State::master) linger_until_ = turn.now + settings_.advert_interval;
    discard(turn);
}

// Asked again: do not wait for the successor; and then, not for the kernel either. The guard keeps its promise.
void Router::hurry(Turn& turn) {
    if (linger_until_) return end_lingering(turn);
    holdings_.give_up();
}

void Router::end_lingering(Turn& turn) {
    if (!std::exchange(linger_until_, std::nullopt)) return;
    holdings_.release(turn);
    if (!stopping_) reconsider(turn);  // drained
}

void Router::discard(Turn& turn) {
    stopping_ = true;
    drain_until_.reset();
    if (running()) feed(vrrp::Shutdown{}, turn);
    if (state_ == InstanceState::master) enter(InstanceState::init, "shutdown", "stopped", turn);  // it had resigned
    if (!linger_until_) holdings_.release(turn);
    proclaim(Standing::stopped, "stopped", turn);
}

void Router::configure_authentication(const Turn& turn) {
    authenticator_.configure(settings_.hmac, turn.sign_with == nullptr ? vrrp::SignWith{} : *turn.sign_with);
}

void Router::refresh_expectation() {
    expectation_ = {settings_.version,       settings_.advert_interval, settings_.password,           {},
                    settings_.unicast_peers, uplink_.own_addresses,     settings_.priority.is_owner()};
    for (const net::Prefix& prefix : settings_.addresses) expectation_.addresses.push_back(prefix.address);
}

std::optional<net::Instant> Router::deadline() const {
    std::optional<net::Instant> first = net::earlier(linger_until_, drain_until_);
    if (refusal_) first = net::earlier(first, refusal_->until);
    for (const auto& due : {machine_.deadline(), announcer_.deadline(), holdings_.deadline(), resign_by_,
                            strays_.deadline(), procession_.deadline()}) {
        first = net::earlier(first, due);
    }
    return first;
}

}  // namespace holdfast::engine
