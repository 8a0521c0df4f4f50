// Who answers for our addresses? Decides when to ask, as master and as backup, and what the answers mean.
#pragma once

#include <optional>
#include <vector>

#include "detector/action.hpp"
#include "detector/canary.hpp"
#include "detector/condition.hpp"
#include "detector/prober.hpp"
#include "detector/proxies.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"
#include "detector/silences.hpp"
#include "detector/source.hpp"

namespace holdfast::detector {

class Audit {
public:
    Audit(WatchedInstance watched, net::Duration audit_interval, net::Instant now);

    // A reload: of the same addresses.
    void configure(const WatchedInstance& watched, net::Duration audit_interval, net::Instant now);

    // The answer of one who still answered just before our take-over.
    struct Inherited {
        Source source;
        net::IpAddress address;
        Prober::Tally tally;
    };
    // Told each time; what is inherited comes once, when we become master: it is evidence at once.
    std::vector<Inherited> role(const OwnRole& role, net::Instant now);
    // A valid advert of our group, in any role; not of one that merely shares our VRID (Drift::alien).
    void advert(const Source& source, net::Instant now);
    // A valid priority 0, instead: nobody need be asked before the take-over that follows, as it still serves.
    void resigned();
    void link(bool up, net::Instant now);
    // The interface's networks, and all addresses that are known to be used: virtual, members', gateways'.
    void network(const std::vector<net::Prefix>& networks, const std::vector<net::IpAddress>& used);
    // Somebody states, unasked, that it has `address`.
    void seen(const net::IpAddress& address) { canary_.seen(address); }

    // We asked for it, ours or not: its answers are to be told. (They are to be learned as usual, too.)
    bool asks(const net::IpAddress& address) const;
    // It does, or will, if nobody is seen to have it.
    bool may_ask(const net::IpAddress& address) const { return asks(address) || canary_.chose(address); }
    enum class Meaning : std::uint8_t {
        unasked,  // nobody asked: a claim
        noted,    // known here, and no evidence of an owner
        scored    // an owner's. As backup, another than the master that we follow is one too many, or `tally.owners` is
    };
    struct Reply {
        Meaning meaning = Meaning::unasked;
        Prober::Tally tally{};
    };
    // `form`: of the probe, as the answer shows it: an ARP reply to 0.0.0.0 answers an anonymous one, and so does all
    // that IPv6 says. `shared_mac`: it comes from a virtual router's MAC, which names nobody.
    Reply answered(const Source& source, const net::IpAddress& address, ProbeForm form, bool shared_mac,
                   net::Instant now);

    // What strangers answered before the canaries had told what answers are worth, once they have.
    struct Deferred {
        Source source;
        net::IpAddress address;
        bool shared_mac = false;
        Prober::Tally tally;
    };
    std::vector<Deferred> take_deferred();

    // It advertises as the master, so its answers are what should be.
    bool follows(IdentityId who) const { return master_ && master_->id == who; }

    // While there is a suspicion, round follows round.
    void suspect(bool suspected) { suspected_ = suspected; }
    // Another announced our address, as if it were its own.
    void contradicted(net::Instant now);
    // What is planned is forgotten; the next round is at `first`.
    void postpone(net::Instant first);
    // Others than the master answer us lately: silence of a stranger is its own.
    void others_answer(bool answering) { others_answer_ = answering; }

    // The master did not answer: its next advert tells that it is there all the same.
    bool waits_for_advert() const { return silences_.any(); }
    // False: the network answers for addresses that nobody has. Then claims and answers prove nothing.
    bool trustworthy() const { return canary_.trustworthy(); }
    // master_blackhole, unowned, proxy_arp, oracle_unreliable
    std::vector<Condition> conditions(net::Instant now) const;
    std::vector<Evidence> evidence(net::Instant now) const;  // behind them

    void advance(net::Instant now, std::vector<Action>& actions);  // SendProbe, Reassert
    std::optional<net::Instant> deadline() const;

private:
    bool is_master() const { return role_.role == Role::master; }
    bool will_take_over() const { return role_.role == Role::backup && !role_.withdrawn; }
    net::Duration interval() const { return watched_.advert_interval; }
    net::Duration down_interval() const;
    std::optional<net::IpAddress> control() const;

    void restart(net::Instant now);
    void plan_preview(net::Instant now);
    std::vector<Inherited> inherit() const;
    bool hastens() const { return suspected_ || pressing_; }
    void press(bool pressing, net::Instant now);
    void send(ProbeForm form, std::vector<Action>& actions) const;
    void step(Prober::Step step, net::Instant now, std::vector<Action>& actions);
    void defer(const Source& source, const net::IpAddress& address, bool shared_mac, Prober::Tally tally);
    bool answers_reach_us() const;
    void have_last_word(net::Instant now);

    bool advertised(net::Instant now) const;
    net::Instant unowned_from() const;
    bool nobody_advertises(net::Instant now) const;
    std::optional<Verdict> meaning_of_silence(net::Instant now) const;
    std::vector<Silences::Silence> lasting_silences(Verdict verdict) const;
    std::optional<Condition> silence(net::Instant now) const;
    std::optional<net::Instant> next_meaning(net::Instant now) const;

    WatchedInstance watched_;
    net::Instant started_;
    OwnRole role_;
    Prober prober_;
    Canary canary_;
    Proxies proxies_;
    Silences silences_;
    bool link_up_ = false;
    bool suspected_ = false;
    bool pressing_ = false;  // one more round would tell more, once there may be one
    bool others_answer_ = false;
    std::vector<Deferred> deferred_;

    std::optional<Source> master_;  // whose adverts we hear
    std::optional<net::Instant> last_advert_;
    std::optional<net::Instant> preview_;  // when to ask before our take-over
    int preview_probes_ = 1;
    net::Instant next_preview_;
    std::vector<Source> sources_;  // of the preview's answers
    bool mac_moved_ = false;       // by an answer to this round, in the switches
    std::optional<net::Instant> reassert_;
    std::optional<net::Instant> contradicted_;  // and we have not had the last word since
    net::Instant next_last_word_;
    std::optional<net::Instant> next_meaning_;  // when silence may mean something else
};

}  // namespace holdfast::detector
