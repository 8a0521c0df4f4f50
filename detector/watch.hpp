// The judgement of one instance: what is evidence now, what is still a hand-over, which verdicts hold and for how long.
// Joins the parts that each know one thing.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "detector/action.hpp"
#include "detector/advertisers.hpp"
#include "detector/arbiter.hpp"
#include "detector/audit.hpp"
#include "detector/classify.hpp"
#include "detector/crowd.hpp"
#include "detector/drift.hpp"
#include "detector/incidents.hpp"
#include "detector/ledger.hpp"
#include "detector/own_adverts.hpp"
#include "detector/own_senses.hpp"
#include "detector/owners.hpp"
#include "detector/rivalry.hpp"
#include "detector/steadiness.hpp"
#include "detector/surroundings.hpp"

namespace holdfast::detector {

// What a watch shares with its siblings.
struct World {
    const Settings& settings;
    const std::vector<Reachability>& gateways;
    const std::vector<Reachability>& peers;
    const Neighbours& neighbours;
    const OwnSet& own;
};

class Watch {
public:
    Watch(WatchedInstance watched, net::Duration audit_interval, net::Instant now);
    // A reload. The priority and the pace of audits change without a new beginning …
    bool is_as(const WatchedInstance& watched) const;
    void configure(const WatchedInstance& watched, net::Duration audit_interval, net::Instant now);
    // … anything else is watched anew, but what was counted or shown goes on, and what ran is over.
    void succeed(Watch&& before, net::Instant now);

    const WatchedInstance& watched() const { return watched_; }
    bool watches(const net::IpAddress& address) const;
    bool concerns(const net::IpAddress& address) const;  // it is watched, or was asked for
    // The same, or it counts as unused.
    bool heeds(const net::IpAddress& address) const { return audit_.may_ask(address); }
    const Advertisers& advertisers() const { return advertisers_; }

    // What happened.
    void role(const OwnRole& role, net::Instant now);
    void link(bool up, net::Instant now);
    void network(const std::vector<net::Prefix>& networks, const std::vector<net::IpAddress>& used);
    // True: worth weighing at once. The adverts of the master that a healthy backup follows are not, nor our own.
    bool advert(Source source, const AdvertHeard& heard, net::Instant now);
    void refused(Source source, const AdvertRefused& refused, net::Instant now);
    void clone(Source source, const CloneAdvertised& heard, net::Instant now);
    bool own_advert(const OwnAdvert& own, net::Instant now);
    void stated(Source source, const AddressStated& said, net::Instant now);
    // By somebody whom nobody knows; cheap, since a flood may bring many.
    void stranger(const AddressStated& said, net::Instant now);
    // Somebody has it, whoever and wherever.
    void mentioned(const net::IpAddress& address) { audit_.seen(address); }
    // A member, in whatever way.
    void sign(const net::IpAddress& member, net::Instant now) { incidents_.sign(member, now); }
    void answers_pings(const net::IpAddress& member, net::Duration patience, net::Instant now) {
        incidents_.answers(member, Incidents::Channel::ping, patience, now);
    }
    void looked_for_us(IdentityId who, net::Instant now) { life_.sign(who, now); }
    // `patience`: so long without its hello is silence.
    void told(Source source, const Testimony& testimony, net::Duration patience, net::Instant now);
    void united(const Identities::Union& made, Source into);
    void looped(const std::string& what, net::Instant now);
    void tap_failed(const std::string& why, net::Instant now);
    void tap_works(net::Instant now);
    void frame_seen(bool foreign, net::Instant now) { senses_.frame(foreign, now); }
    void received(std::uint64_t frames, bool expects_answers, net::Instant now);
    // A gateway or peer did not answer, and is down; kept as evidence while it is.
    void silent(const net::IpAddress& target, net::Instant now);
    void drill(net::Duration duration, net::Instant now) { drill_until_ = now + duration; }

    // True: something happened and it is time to weigh it. In a flood that waits a moment, for the deadline.
    bool stir(net::Instant now);
    // What time brought: probes that are due, rulings, and a Note if the leading verdict changed.
    void advance(const World& world, net::Instant now, std::vector<Action>& actions);
    std::optional<net::Instant> deadline() const;
    InstanceReport report(net::Instant now) const;
    // Our word on it for the other nodes.
    hello::Instance hello(net::Instant now) const;

private:
    // Evidence of a second owner, from its first sign until it has been silent long enough.
    struct Doubt {
        net::Instant since;
        bool suspected = false;
        bool proven = false;
    };
    // What holds until it has not been seen for a while.
    struct Lasting {
        std::optional<Condition> condition;
        net::Instant last;
    };

    net::Duration interval() const { return watched_.advert_interval; }
    net::Duration down_interval() const;
    net::Duration grace() const;
    net::Duration settle() const;
    net::Duration hand_over() const;
    net::Duration first_look() const;
    net::Duration clear_time() const;
    net::Duration deaf_after() const;
    bool is_master() const { return role_.role == Role::master; }
    bool in_grace(net::Instant now) const { return grace_end_ && now < *grace_end_; }
    bool is_member(const Source& source) const;
    Rivalry::Heard as_heard(vrrp::Priority priority, net::Duration interval) const;
    Rivalry::Heard as_heard(const AdvertHeard& heard) const;

    void become(const OwnRole& role, net::Instant now);
    void begin_grace(std::string why, net::Instant now);
    void resigned(const Source& source, net::Instant now);
    bool is_routine(const Source& source, net::Instant now) const;
    void rival_advert(const Source& source, const AdvertHeard& heard, net::Instant now);
    bool answered(const Source& source, const AddressStated& said, net::Instant now);
    void owner_answered(const Source& source, const net::IpAddress& address, Prober::Tally tally, bool shared,
                        net::Instant now);
    void record(EvidenceKind kind, const Source& source, std::string what, net::Instant now);
    void record(EvidenceKind kind, std::string who, std::string mac, std::string what, Trust trust, net::Instant now);
    void record_own(EvidenceKind kind, std::string what, net::Instant now);

    void doubt(net::Instant since, net::Instant now);
    void end_doubt(net::Instant now);
    void weigh(const World& world, net::Instant now);
    std::vector<Finding> findings(net::Instant now);
    void settle(std::vector<Finding>& findings, net::Instant now);
    void conclude(const std::vector<Finding>& findings, const World& world, net::Instant now);
    std::string causes(const Finding& finding, const World& world, net::Instant now) const;
    std::optional<net::Instant> next_turn() const;
    void forget(net::Instant now);
    bool another_serves(net::Instant now) const;
    void defend(const std::vector<Condition>& hold, net::Instant now, std::vector<Action>& actions);
    void audit(const World& world, net::Instant now, std::vector<Action>& actions);
    void tell_incidents(net::Instant now, std::vector<Action>& actions);
    bool holds_left_over(net::Instant now) const;
    std::vector<Condition> weigh_surroundings(const World& world, net::Instant now);
    void explain(const std::vector<Condition>& hold, const World& world, net::Instant now);
    std::vector<Condition> own_faults(net::Instant now) const;
    std::vector<Condition> conditions(const World& world, net::Instant now);
    void pronounce(std::vector<Condition> hold, net::Instant now, std::vector<Action>& actions);
    net::Note note(Verdict previous, net::Instant now) const;
    std::vector<Evidence> evidence(net::Instant now) const;
    net::Duration split_until(net::Instant now) const;

    std::vector<hello::Heard> heard_of_others(net::Instant now) const;
    Case case_of(const std::vector<Condition>& hold, const World& world, net::Instant now) const;
    std::vector<Rival> rivals(const Settings& settings, net::Instant now) const;
    void arbitrate(const std::vector<Condition>& hold, const World& world, net::Instant now,
                   std::vector<Action>& actions);

    WatchedInstance watched_;
    OwnRole role_;
    OwnSenses senses_;
    OwnAdverts own_adverts_;
    Advertisers advertisers_;
    Life life_;
    Rivalry rivalry_;
    Crowd crowd_;
    Owners owners_;
    Audit audit_;
    Drift drift_;
    Steadiness steadiness_;
    Incidents incidents_;
    Surroundings surroundings_;
    Arbiter arbiter_;
    Ledger ledger_;
    std::vector<Testimony> testimonies_;  // fresh ones

    std::optional<net::Instant> grace_end_;
    std::string grace_reason_;
    bool handing_over_ = false;        // in this grace we, or another, resigned
    net::Instant next_foreign_grace_;  // a flood of resignations must not be an off switch
    std::optional<Doubt> doubt_;
    std::vector<Condition> rival_conditions_;  // what the findings come to
    std::optional<net::Instant> next_weighing_;
    std::vector<Verdict> surrounded_;  // what the surroundings came to last …
    net::Instant next_explanation_;    // … and when that is evidence again
    int recurrences_ = 0;
    net::Instant calm_since_;
    std::optional<net::Instant> stray_since_;
    Lasting loop_, duplicate_;
    std::optional<std::string> tap_failure_;
    bool deaf_ = false;
    net::Instant next_defence_;
    std::optional<net::Instant> drill_until_;

    static constexpr net::Duration pause = std::chrono::milliseconds{2};  // between two turns
    bool stirred_ = false;
    net::Instant advanced_;
    std::optional<net::Instant> due_;
    Condition leading_;
    net::Instant since_;
    std::vector<Verdict> also_;
    std::string failure_;
    std::string ruling_;
    bool broken_ = false;     // mute or deaf
    bool successor_ = false;  // a neighbour could serve
    std::optional<net::Instant> split_since_;
    net::Duration split_total_{};  // of the episodes that ended
    net::Histogram detection_;
};

}  // namespace holdfast::detector
