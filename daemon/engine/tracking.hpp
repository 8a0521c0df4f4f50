// What instances and groups depend on: checks and interfaces, as they are by now, and what that is worth.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "daemon/engine/event.hpp"
#include "daemon/engine/kernel_view.hpp"
#include "daemon/engine/settings.hpp"

namespace holdfast::engine {

// A cause why a router may not serve. All causes are found anew from what is so, and never counted.
struct Fault {
    std::string_view kind;  // a reason of holdfast_vrrp_transitions_total
    std::string words;
    bool unknown = false;  // nobody has looked yet
    bool operator==(const Fault&) const = default;
};

// What a set of tracks amounts to.
struct Assessment {
    int weight = 0;                  // to be added to the priority
    std::vector<std::string> why{};  // its parts: "check nginx is down: -20 (exit status 1)"
    std::vector<Fault> faults{};
    std::vector<Fault> unreported{};  // would be faults, if silence were one: nobody knows yet
    bool operator==(const Assessment&) const = default;

    Assessment& operator+=(const Assessment& other);
};

// The priority in force. An owner's is what it is (RFC 9568 §5.2.4); others stay between 1 and 254.
vrrp::Priority weighted(vrrp::Priority configured, int weight);

class Tracker {
public:
    // Which interfaces are watched.
    void configure(const Settings& settings);
    void reported(const CheckReported& report) { reports_[report.check] = report; }
    // After each change of the kernel's, and when the deadline is due. The first look finds them as they are, without
    // delay. True: something counts as up, as down, or is missing, that was not before.
    bool look(const KernelView& kernel, net::Instant now);
    std::optional<net::Instant> deadline() const;

    Assessment assess(const Tracking& tracking) const;

private:
    using Key = std::tuple<std::string, net::Duration, net::Duration>;  // interface, delay to down, to up
    struct Watched {
        bool known = false;
        bool there = false;
        bool up = false;
        bool counts = false;  // as up
        net::Instant since;   // it is up or not
    };

    static Key key(const TrackedInterface& track) { return {track.interface, track.down_delay, track.up_delay}; }
    static std::optional<net::Instant> due(const Key& key, const Watched& watched);
    void watch(const Tracking& tracking, std::map<Key, Watched>& wanted) const;
    void assess(const TrackedCheck& track, Assessment& sum) const;
    void assess(const TrackedInterface& track, Assessment& sum) const;

    std::map<std::string, CheckReported> reports_;
    std::map<Key, Watched> interfaces_;
};

}  // namespace holdfast::engine
