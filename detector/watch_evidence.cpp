// What others do, taken as evidence or not.
#include <utility>

#include "detector/members.hpp"
#include "detector/watch.hpp"

namespace holdfast::detector {

Rivalry::Heard Watch::as_heard(vrrp::Priority priority, net::Duration interval) const {
    return {priority, interval, own_adverts_.count()};
}

Rivalry::Heard Watch::as_heard(const AdvertHeard& heard) const {
    Rivalry::Heard as = as_heard(heard.advert.priority, heard.advert.interval);
    as.authenticated = heard.authenticated;
    return as;
}

bool Watch::is_routine(const Source& source, net::Instant now) const {
    const Advertiser* followed = advertisers_.followed(now);
    return leading_.verdict == Verdict::healthy && !is_master() && followed != nullptr &&
           followed->source.id == source.id && !audit_.waits_for_advert();
}

bool Watch::advert(Source source, const AdvertHeard& heard, net::Instant now) {
    const bool routine = is_routine(source, now);
    source.member = is_member(source);
    drift_.advert(source, heard.advert, now);
    life_.sign(source.id, now);
    senses_.foreign_advert(now);
    own_adverts_.foreign();
    if (drift_.alien(source.id)) return true;
    incidents_.sign(heard.source, now);
    if (heard.advert.priority.is_leaving()) {
        resigned(source, now);
        return true;
    }
    advertisers_.heard(source, heard.source, heard.advert, heard.authenticated, now);
    crowd_.known(heard.mac);
    source.member = is_member(source);
    audit_.advert(source, now);
    incidents_.advertises(heard.source, source.who, heard.advert.priority, now);
    for (const net::IpAddress& address : watched_.addresses) owners_.seen(address, source.id, now);
    if (is_master()) {
        rival_advert(source, heard, now);
    } else {
        steadiness_.heard(source, now);
        rivalry_.advert(source, as_heard(heard), now);
    }
    return !routine;
}

void Watch::rival_advert(const Source& source, const AdvertHeard& heard, net::Instant now) {
    record(EvidenceKind::foreign_advert, source,
           "advert with priority " + std::to_string(heard.advert.priority.value()), now);
    if (in_grace(now)) return;
    rivalry_.advert(source, as_heard(heard), now);
    doubt(now, now);
}

// Whoever goes on after all is a rival as before: a forged resignation takes nothing back.
void Watch::resigned(const Source& source, net::Instant now) {
    rivalry_.resigned(source.id, now);
    advertisers_.resigned(source.id);
    owners_.gone(source.id);
    steadiness_.resigned();
    audit_.resigned();
    if (is_master() || now < next_foreign_grace_) return;
    next_foreign_grace_ = now + 10 * grace();
    begin_grace(source.who + " resigned", now);
    handing_over_ = true;
}

void Watch::refused(Source source, const AdvertRefused& refused, net::Instant now) {
    source.member = is_member(source);
    drift_.refused(source, refused.reason, now);
    life_.sign(source.id, now);
    record(EvidenceKind::rejected_advert, source, "advert refused: " + std::string{label(refused.reason)}, now);
    if (!is_master() || in_grace(now)) return;
    std::optional<Rivalry::Heard> listing;
    if (refused.priority_for_ours) listing = as_heard(*refused.priority_for_ours, interval());
    rivalry_.refused(source, refused.reason, listing, now);
    if (listing) doubt(now, now);
}

void Watch::clone(Source source, const CloneAdvertised& heard, net::Instant now) {
    source.who = to_string(heard.source);
    record(EvidenceKind::foreign_advert, source, "advert from our own address", now);
    if (!is_master() || in_grace(now)) return;
    rivalry_.clone(source, as_heard(heard.priority, interval()), now);
    doubt(now, now);
}

bool Watch::own_advert(const OwnAdvert& own, net::Instant now) {
    if (const std::string what = own_adverts_.sent(own.priority, interval(), now - own.waited); !what.empty()) {
        record_own(EvidenceKind::local_fault, "an advert left this host " + what, now);
        duplicate_ = {Condition{Verdict::duplicate_daemon, "adverts of this virtual router leave this host " + what +
                                                               ": a second daemon runs here"},
                      now};
    }
    if (!own.priority.is_leaving()) return deaf_ || duplicate_.condition;
    begin_grace("we resigned", now);
    handing_over_ = true;
    steadiness_.resigned();
    // Our successor answers while we still serve: it is asked again only if we stay.
    audit_.postpone(now + grace());
    return true;
}

void Watch::stated(Source source, const AddressStated& said, net::Instant now) {
    source.member = is_member(source);
    if (said.manner == Manner::answers && answered(source, said, now)) return;
    if (source.addresses.empty()) return stranger(said, now);
    if (!watches(said.address)) return;
    if (said.manner == Manner::announces) life_.sign(source.id, now);
    drift_.claimed(source.id);
    owners_.seen(said.address, source.id, now);
    if (!is_master()) return;
    record(EvidenceKind::claim, source, "claimed " + to_string(said.address), now);
    const bool succeeds_us = in_grace(now) && handing_over_;
    if (said.manner == Manner::announces && !succeeds_us) audit_.contradicted(now);
    if (in_grace(now) || !audit_.trustworthy()) return;
    rivalry_.claim(source, said.address, now);
    doubt(now, now);
}

// True: we had asked.
bool Watch::answered(const Source& source, const AddressStated& said, net::Instant now) {
    const bool shared = is_virtual_router(said.mac);
    const Audit::Reply reply = audit_.answered(source, said.address, said.form, shared, now);
    if (reply.meaning == Audit::Meaning::scored) owner_answered(source, said.address, reply.tally, shared, now);
    return reply.meaning != Audit::Meaning::unasked;
}

// Scored in the grace too: whoever still answers has not let go.
void Watch::owner_answered(const Source& source, const net::IpAddress& address, Prober::Tally tally, bool shared,
                           net::Instant now) {
    drift_.claimed(source.id);
    owners_.seen(address, source.id, now);
    const bool two = !is_master() && shared && tally.alike > 1;
    if (!is_master() && !two) {
        // The master that is followed should answer; who else does is one too many, unless there is no master.
        const Advertiser* followed = advertisers_.followed(now);
        if (followed == nullptr || followed->source.id == source.id) return;
    }
    record(EvidenceKind::probe_answer, source, "answered a probe for " + to_string(address), now);
    if (two) {
        rivalry_.two_answers(source, address, now);
    } else {
        rivalry_.answer(source, address, tally, now);
    }
    doubt(now, now);
}

void Watch::stranger(const AddressStated& said, net::Instant now) {
    if (!watches(said.address)) return;
    const bool many = crowd_.claim(said.mac, said.address, said.manner, now);
    if (!many) {
        record(EvidenceKind::claim, "unknown", to_string(said.mac), "claimed " + to_string(said.address),
               Trust::anonymous, now);
    } else if (!ledger_.again(EvidenceKind::claim, "many unknown hosts", now)) {
        record(EvidenceKind::claim, "many unknown hosts", "", "claimed " + to_string(said.address), Trust::anonymous,
               now);
    }
    if (!in_grace(now) && audit_.trustworthy()) doubt(now, now);
}

// While we, or another, hand over, both may say that they are master.
void Watch::told(Source source, const Testimony& testimony, net::Duration patience, net::Instant now) {
    source.member = true;
    drift_.told(testimony);
    life_.sign(source.id, now);
    const bool master = testimony.instance.state == hello::State::master;
    const net::IpAddress& primary = testimony.instance.primary;
    const auto since = master ? std::optional{now - testimony.instance.since} : std::nullopt;
    incidents_.answers(primary, Incidents::Channel::hello, patience, now);
    incidents_.told(primary, source.who, since, now);
    if (in_grace(now) && handing_over_) return rivalry_.told(source, false, {}, now);
    rivalry_.told(source, master, testimony.instance.priority, now);
    if (primary == role_.primary) rivalry_.is_clone(source.id);
    if (!master || !is_master()) return;
    record(EvidenceKind::hello, source.who, source.mac,
           "says that it is master with priority " + std::to_string(testimony.instance.priority.value()),
           Trust::authenticated, now);
    doubt(now, now);
}

void Watch::united(const Identities::Union& made, Source into) {
    into.member = is_member(into);
    life_.united(made);
    advertisers_.united(made);
    if (!is_master() && audit_.follows(made.into)) {
        rivalry_.forget(made.gone);
    } else {
        rivalry_.united(made, into);
    }
}

void Watch::looped(const std::string& what, net::Instant now) {
    record_own(EvidenceKind::loop, what, now);
    loop_ = {Condition{Verdict::loop, what + " on " + watched_.interface + ": a loop or a reflection"}, now};
}

}  // namespace holdfast::detector
