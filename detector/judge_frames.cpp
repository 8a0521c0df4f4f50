// What a tapped frame says, and whom it concerns.
#include <algorithm>

#include "detector/judge.hpp"

namespace holdfast::detector {

void Judge::on(const FrameSeen& seen, net::Instant now, Actions& actions) {
    const auto frame = parse_frame(seen.bytes);
    const bool shared = frame && is_virtual_router(frame->source);
    const bool echo = shared && !seen.outgoing && echoes_.sent_lately(seen.bytes, now);
    if (shared && seen.outgoing) echoes_.sent(seen.bytes, now);

    const std::string interface{own_.base(seen.interface)};
    const bool foreign = !seen.outgoing && !echo && !(frame && own_.has(frame->source));
    for (Watch& watch : watches_) {
        if (watch.watched().interface == interface) watch.frame_seen(foreign, now);
    }
    if (!frame) return;
    const Tapped tapped{interface, seen.outgoing, echo, seen.waited};
    if (!seen.outgoing && !admits(*frame, tapped, now)) return;
    const vrrp::UtcTime utc{now.time_since_epoch() + utc_ahead_};
    const Statement statement = classify(*frame, tapped, settings_.instances, own_, {notaries_, utc});
    std::visit([&](const auto& said) { says(said, interface, now, actions); }, statement);
}

// What concerns nothing here is free.
bool Judge::admits(const Frame& frame, const Tapped& tapped, net::Instant now) {
    const auto topic = topic_of(frame, tapped);
    return topic && limits_.admits(frame.source, *topic, now);
}

// No advert is decoded for it.
std::optional<Topic> Judge::topic_of(const Frame& frame, const Tapped& tapped) const {
    if (const auto* datagram = std::get_if<vrrp::Datagram>(&frame.content)) {
        const auto instance = instance_of(*datagram, tapped.interface, settings_.instances);
        return instance ? std::optional{Topic::advert} : std::nullopt;
    }
    const Statement statement = classify(frame, tapped, settings_.instances, own_);
    if (const auto* said = std::get_if<AddressStated>(&statement)) return topic_of(*said, tapped.interface);
    const auto* looped = std::get_if<StatementLooped>(&statement);
    return looped != nullptr && is_virtual(looped->address) ? std::optional{Topic::claim} : std::nullopt;
}

std::optional<Topic> Judge::topic_of(const AddressStated& said, std::string_view interface) const {
    bool known = identities_.knows(said.address);
    for (const Watch& watch : watches_) {
        if (watch.watched().interface != interface) continue;
        if (said.manner == Manner::answers && watch.concerns(said.address)) return Topic::answer;
        if (watch.watches(said.address) || (said.asked && watch.watches(*said.asked))) return Topic::claim;
        known |= watch.heeds(said.address);
    }
    return known ? std::optional{Topic::whereabouts} : std::nullopt;
}

void Judge::says(const AdvertHeard& heard, const std::string&, net::Instant now, Actions& actions) {
    const Source source = learn(heard.source, heard.mac);
    Watch& watch = watches_.at(heard.instance);
    if (watch.advert(source, heard, now)) stir(watch, now, actions);
}

void Judge::says(const AdvertRefused& refused, const std::string&, net::Instant now, Actions& actions) {
    // A clone's IP address is ours: only its Ethernet address tells it from us.
    const bool clone = own_.has(refused.source);
    Watch& watch = watches_.at(refused.instance);
    watch.refused(clone ? source(identities_.of(refused.mac)) : learn(refused.source, refused.mac), refused, now);
    stir(watch, now, actions);
}

void Judge::says(const CloneAdvertised& heard, const std::string&, net::Instant now, Actions& actions) {
    Watch& watch = watches_.at(heard.instance);
    watch.clone(source(identities_.of(heard.mac)), heard, now);
    stir(watch, now, actions);
}

void Judge::says(const OwnAdvert& own, const std::string&, net::Instant now, Actions& actions) {
    Watch& watch = watches_.at(own.instance);
    if (watch.own_advert(own, now)) stir(watch, now, actions);
}

void Judge::says(const AddressStated& stated, const std::string& interface, net::Instant now, Actions& actions) {
    // Strangers are not listed: only what a known node's address is at.
    if (identities_.knows(stated.address) && !is_virtual(stated.address)) learn(stated.address, stated.mac);
    const Identity* asker = stated.asked ? identities_.find(stated.mac) : nullptr;
    for (Watch& watch : watches_) {
        if (watch.watched().interface != interface) continue;
        if (asker != nullptr && watch.watches(*stated.asked)) watch.looked_for_us(asker->id, now);
        watch.sign(stated.address, now);
        if (stated.manner != Manner::answers) watch.mentioned(stated.address);
        if (!watch.concerns(stated.address)) continue;
        if (const auto said_by = speaker(stated, watch)) {
            watch.stated(*said_by, stated, now);
        } else {
            watch.stranger(stated, now);
        }
        stir(watch, now, actions);
    }
}

void Judge::says(const AdvertLooped& looped, const std::string&, net::Instant now, Actions& actions) {
    Watch& watch = watches_.at(looped.instance);
    watch.looped("an advert of ours came back", now);
    stir(watch, now, actions);
}

void Judge::says(const StatementLooped& looped, const std::string& interface, net::Instant now, Actions& actions) {
    for (Watch& watch : watches_) {
        if (watch.watched().interface != interface || !watch.watches(looped.address)) continue;
        watch.looped("our statement about an address came back", now);
        stir(watch, now, actions);
    }
}

}  // namespace holdfast::detector
