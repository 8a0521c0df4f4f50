// What speaks for a second owner, one rival at a time, and what it proves. Knows neither grace nor roles: whoever asks
// does.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "daemon/net/time.hpp"
#include "daemon/vrrp/drop_reason.hpp"
#include "daemon/vrrp/types.hpp"
#include "detector/identity.hpp"
#include "detector/prober.hpp"

namespace holdfast::detector {

// Whoever said something, as one instance sees it.
struct Source {
    IdentityId id{};
    std::string who;  // "10.0.0.2" | "unknown"
    std::string mac;
    std::vector<net::IpAddress> addresses;  // all that it is known by
    bool answers_pings = false;
    bool member = false;  // of this virtual router
};
std::string to_string(const Source& source);  // "10.0.0.2 (52:54:00:00:00:01)"

struct Finding {
    bool proven = false;
    std::string reason;  // one sentence
    net::Instant since;  // when the two were first seen together
};

class Rivalry {
public:
    static constexpr std::size_t limit = 64;

    Rivalry(std::string interface, net::Duration interval) : interface_{std::move(interface)}, interval_{interval} {}

    // `interval`: the sender's own. Adverts belong to one run until three of them are missing.
    void advert(const Source& source, vrrp::Priority priority, net::Duration interval, net::Instant now);
    void refused(const Source& source, vrrp::DropReason reason, net::Instant now);
    void claim(const Source& source, const net::IpAddress& address, net::Instant now);
    void answer(const Source& source, const net::IpAddress& address, Prober::Tally tally, net::Instant now);
    void gone(IdentityId who);
    void clear() { rivals_.clear(); }

    bool empty() const { return rivals_.empty(); }
    // We are master, so each of them is one too many.
    std::optional<Finding> against_us(net::Duration master_down_interval, net::Instant now) const;
    // We are not: a split shows as two of them, side by side for longer than `settle`, and still so.
    std::optional<Finding> among_others(net::Duration settle) const;

private:
    struct Rival {
        Source source;
        net::Instant last;
        std::uint64_t adverts = 0;  // of the running run
        net::Instant first_advert, last_advert;
        vrrp::Priority priority;
        std::optional<vrrp::DropReason> refused;
        std::optional<net::IpAddress> claimed;
        std::optional<net::IpAddress> answered;
        Prober::Tally tally;  // the best of all rounds
    };
    Rival& rival(const Source& source, net::Instant now);
    net::Duration two_intervals() const { return 2 * interval_ - interval_ / 8; }  // less what timers jitter
    bool steady(const Rival& rival) const;
    std::optional<Finding> side_by_side(const Rival& a, const Rival& b, net::Duration settle) const;
    std::optional<std::string> proof(const Rival& rival, net::Duration master_down_interval, net::Instant now) const;
    std::string suspicion(const Rival& rival) const;
    std::string told(const Rival& rival, const std::string& what) const;

    std::string interface_;
    net::Duration interval_;
    std::vector<Rival> rivals_;
};

}  // namespace holdfast::detector
