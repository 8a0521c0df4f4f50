// When to ask "who has our address?", and who answered how often. A round is three anonymous probes, 300 ms apart, then
// one from us, which proxies answer too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/time.hpp"
#include "detector/action.hpp"
#include "detector/identity.hpp"

namespace holdfast::detector {

class Prober {
public:
    static constexpr int probes_in_round = 3;  // the anonymous ones
    static constexpr net::Duration spacing = std::chrono::milliseconds{300};
    static constexpr net::Duration listening = std::chrono::seconds{1};  // after a probe: a proxy takes up to 0.8 s
    static constexpr net::Duration between_bursts = std::chrono::seconds{2};
    static constexpr std::size_t answers_limit = 64;  // of one round

    // `name` spreads the audits of many instances, since all might start together.
    Prober(std::string name, net::Duration audit_interval) : name_{std::move(name)}, audit_interval_{audit_interval} {}

    // A round at `first`, unless one is under way or comes earlier; the audits follow it.
    void begin(net::Instant first);
    // A round on suspicion: now, unless there was one less than two seconds ago.
    void burst(net::Instant now);
    // A short round of `probes` anonymous ones, instead of what is under way; the audits go on after it.
    void preview(net::Instant now, int probes);
    void stop();
    // From now on; what is planned comes no later than it would by that.
    void pace(net::Duration audit_interval, net::Instant now);

    std::optional<net::Instant> deadline() const { return next_; }
    net::Instant next_burst() const { return next_burst_; }

    enum class Step : std::uint8_t {
        anonymous,  // such a probe is to go out now
        from_us,    // so is this one; whoever did not answer the anonymous ones by now does not
        over        // all that wanted to answer did
    };
    std::optional<Step> due(net::Instant now);

    // Of the round that is under way, or ended last.
    bool previewing() const { return preview_; }
    int sent() const { return sent_; }  // anonymous ones
    net::Instant last_sent() const { return last_sent_; }

    struct Answers {
        net::IpAddress address;
        IdentityId who{};
        std::array<std::uint8_t, probes_in_round> to{};  // each anonymous probe
        bool from_us = false;
        int probes() const;  // anonymous ones that it answered
    };
    struct Tally {
        int answered = 0;  // anonymous probes of the round, by this one
        int sent = 0;
        int owners = 0;  // that at least two of the probes show, whoever they are
        int alike = 0;   // of them those that answer as this one
    };
    // An answer, counted once for each probe and owner; with a MAC that several share, each answer is another's. None:
    // we have not asked in this form lately.
    std::optional<Tally> answered(const net::IpAddress& address, IdentityId who, ProbeForm form, bool shared_mac,
                                  net::Instant now);
    const std::vector<Answers>& answers() const { return answers_; }
    // Somebody answered the last of the anonymous probes.
    bool last_answered() const;
    Tally tally(const Answers& answers) const;
    // Anonymous probes for `address` that anybody answered.
    int answered(const net::IpAddress& address) const;

    // Part of `whole`, the same for the same name and count of rounds.
    net::Duration spread(net::Duration whole) const;

private:
    bool asked_lately(ProbeForm form, net::Instant now) const;
    void start(net::Instant now, int probes);
    int owners(const net::IpAddress& address) const;

    std::string name_;
    net::Duration audit_interval_;
    std::optional<net::Instant> next_;  // step
    net::Instant next_round_;
    net::Instant next_burst_;
    std::optional<Step> step_;  // what comes at next_; none: a round
    bool preview_ = false;
    int planned_ = 0;
    int sent_ = 0;
    net::Instant last_sent_;
    std::optional<net::Instant> sent_from_us_;
    std::uint64_t rounds_ = 0;
    std::vector<Answers> answers_;
};

}  // namespace holdfast::detector
