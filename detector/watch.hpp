// The judgement of one instance: what is evidence now, what is still a hand-over, which verdict holds and for how long.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/net/note.hpp"
#include "daemon/vrrp/advertisement.hpp"
#include "detector/ledger.hpp"
#include "detector/owners.hpp"
#include "detector/prober.hpp"
#include "detector/report.hpp"
#include "detector/rivalry.hpp"
#include "detector/role.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

// "Who has `address`?", without touching anybody's cache.
struct SendProbe {
    std::string interface;
    net::IpAddress address;
    bool operator==(const SendProbe&) const = default;
};
using Action = std::variant<SendProbe, net::Note>;

class Watch {
public:
    Watch(WatchedInstance watched, net::Duration audit_interval, net::Instant now);

    const WatchedInstance& watched() const { return watched_; }
    bool watches(const std::string& interface, const net::IpAddress& address) const;

    // What happened.
    void role(const OwnRole& role, net::Instant now);
    void advert(Source source, const vrrp::Advertisement& advert, net::Instant now);
    void refused(Source source, vrrp::DropReason reason, net::Instant now);
    void own_advert(vrrp::Priority priority, net::Instant now);
    void stated(Source source, const net::IpAddress& address, bool answer, net::Instant now);
    void looped(const std::string& what, net::Instant now);
    void link(bool up, net::Instant now);
    void tap_failed(const std::string& why, net::Instant now);
    void tap_works(net::Instant now);
    // True: we were deaf, and are no longer.
    bool frame_seen(net::Instant now);
    // A gateway or peer did not answer, `down` or not yet; kept as evidence while it is down.
    void silent(const net::IpAddress& target, net::Instant now);
    // Why the next loss would be ambiguous; none: it would not be.
    void jeopardy(std::optional<std::string> why) { jeopardy_ = std::move(why); }

    // What time brought: probes that are due, and a Note if the leading verdict changed.
    void advance(net::Instant now, std::vector<Action>& actions);
    std::optional<net::Instant> deadline() const;
    InstanceReport report(net::Instant now) const;

private:
    // Evidence of a second owner, from its first sign until it has been silent long enough.
    struct Doubt {
        net::Instant since, last;
        bool suspected = false;
        bool proven = false;
        std::string reason;
    };
    struct Speaker {
        std::string who, mac;
    };
    struct Condition {
        Verdict verdict;
        std::string reason;
    };

    net::Duration interval() const { return watched_.advert_interval; }
    net::Duration master_down_interval() const;
    net::Duration grace() const;
    net::Duration settle() const;
    net::Duration clear_time() const;
    net::Duration deaf_after() const;
    bool is_master() const { return role_.role == Role::master; }
    bool may_score(net::Instant now) const { return is_master() && (!grace_end_ || now >= *grace_end_); }
    bool is_member(const Source& source) const;
    void learn_member(const Source& source);

    void begin_grace(std::string why, net::Instant now);
    void record(EvidenceKind kind, const Source& source, std::string what, net::Instant now);
    void record_own(EvidenceKind kind, std::string what, net::Instant now);
    void record(EvidenceKind kind, Speaker speaker, std::string what, Trust trust, net::Instant now);
    void doubt(net::Instant since, net::Instant now);
    void end_doubt(net::Instant now);
    void weigh(net::Instant now);
    void listen(net::Instant now);
    void probe(net::Instant now, std::vector<Action>& actions);
    std::vector<Condition> conditions() const;
    void pronounce(net::Instant now, std::vector<Action>& actions);
    net::Note note(Verdict previous) const;
    net::Duration split_until(net::Instant now) const;

    WatchedInstance watched_;
    OwnRole role_;
    std::vector<net::IpAddress> learned_members_;
    Rivalry rivalry_;
    Owners owners_;
    Prober prober_;
    Ledger ledger_;

    std::optional<net::Instant> grace_end_;
    std::string grace_reason_;
    net::Instant next_foreign_grace_;  // a flood of resignations must not be an off switch
    std::optional<Doubt> doubt_;
    int recurrences_ = 0;
    net::Instant calm_since_;
    std::optional<std::string> jeopardy_;
    std::optional<std::string> tap_failure_;
    bool link_up_ = false;
    bool deaf_ = false;
    net::Instant last_frame_;

    Condition leading_;
    net::Instant since_;
    std::vector<Verdict> also_;
    net::Duration split_total_{};  // of the episodes that ended
    net::Histogram detection_;
};

}  // namespace holdfast::detector
