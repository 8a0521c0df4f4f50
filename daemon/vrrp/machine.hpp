// One virtual router's state machine: RFC 9568 §6.4 and RFC 3768 §6.4. Events in, actions out, one deadline.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/types.hpp"

namespace holdfast::vrrp {

enum class State : std::uint8_t { initialize, backup, master };

// Why a state was entered; the label of holdfast_vrrp_transitions_total.
enum class Reason : std::uint8_t {
    startup,     // left Initialize
    shutdown,    // asked to stop, or a precondition was lost
    silence,     // the master-down timer ran out
    resigned,    // the master sent priority 0
    preempted,   // a stronger router spoke while we were master
    preempting,  // the timer ran out although a weaker master spoke
    owner,       // priority 255 starts as master
    resumed,     // restarted within the lease and went on as master
    stalled,     // we overslept as master, and another had spoken meanwhile
    group,       // told to step down: the routers that it goes with are not masters
};
std::string_view label(State state);    // "init" | "backup" | "master"
std::string_view label(Reason reason);  // the enumerator's name

struct MachineSettings {
    Version version = Version::v3;
    Priority priority;
    Centiseconds advert_interval{100};
    bool preempt = true;
    net::Duration preempt_delay{};  // a weaker master is left alone so long, from the first of its adverts in a row
    bool together = false;          // it takes over when told, together with others, and not by its timer alone
    net::Duration phase{};  // how much earlier than an interval after a take-over the next advert comes; less than one
    bool operator==(const MachineSettings&) const = default;
};

// Events.
struct Startup {
    bool resume = false;  // a predecessor on this host was master a moment ago and its addresses are still here
    bool aside = false;   // to backup in any case, even as the owner of the addresses
};
struct Shutdown {};
struct AdvertReceived {
    Priority priority;
    Centiseconds interval;
    net::IpAddress source;
};
struct DeadlineReached {};
struct HoldBackup {  // do not stand for election before `until` (the listen gate); an earlier timer is put off
    net::Instant until;
};
struct ReceptionLost {};  // adverts may have come that nobody will ever read
struct SettingsChanged {  // priority, interval, preemption: elapsed waiting is kept (P86)
    MachineSettings settings;
};
struct PrimaryChanged {  // our own primary address, the tie-breaker
    net::IpAddress primary;
};
struct TakeOver {};  // as backup: wait for the timer no longer
struct StepDown {};  // as master: resign, and wait for another

// Actions, performed in this order within one step (P134: advert, then addresses, then announcement).
struct SendAdvert {
    Priority priority;
    bool operator==(const SendAdvert&) const = default;
};
struct HoldAddresses {
    bool operator==(const HoldAddresses&) const = default;
};
struct ReleaseAddresses {
    bool operator==(const ReleaseAddresses&) const = default;
};
struct Announce {  // gratuitous ARP or unsolicited NA for each address
    bool operator==(const Announce&) const = default;
};
struct RivalHeard {  // a losing master spoke while we are master: the winner announces again (P159)
    bool operator==(const RivalHeard&) const = default;
};
struct IgnoredResignation {  // priority 0 from one who is not the master we follow
    bool operator==(const IgnoredResignation&) const = default;
};
struct Entered {
    State from, to;
    Reason reason;
    bool operator==(const Entered&) const = default;
};

// A weaker master that speaks while we are backup, and would take over from it (P115).
struct Weaker {
    AdvertReceived last;
    net::Instant heard;  // the last
    net::Instant since;  // the first in a row
    net::Instant due;    // when our timer runs out that began before
};

// Each state owns its timers.
struct Initialize {};
struct Backup {
    net::Instant master_down{};              // when we take over
    net::Duration master_interval{};         // learned, clamped (P114)
    std::optional<net::IpAddress> master{};  // whose adverts we follow
    std::optional<Weaker> weaker{};          // speaks too
    net::Instant since{};                    // the last accepted advert, or the start of waiting
    net::Instant held_until{};               // the listen gate; the first accepted advert opens it
    bool resigned = false;                   // the master said priority 0
    bool lossy = false;                      // reception was lost meanwhile: silence proves nothing …
    bool excused = false;                    // … which was put up with once
    bool ready = false;                      // it was due to take over, and waits to be told
};
struct Master {
    net::Instant next_advert;
    net::Instant next_answer;  // to a loser or to one who resigns, not before (P127)
    Priority said;             // in the last advert
    Priority stands_by;        // against rivals; a lowered priority counts from the advert after the first that says it
};
using Situation = std::variant<Initialize, Backup, Master>;

class Machine {
public:
    using Event = std::variant<Startup, Shutdown, AdvertReceived, DeadlineReached, HoldBackup, ReceptionLost,
                               SettingsChanged, PrimaryChanged, TakeOver, StepDown>;
    using Action =
        std::variant<SendAdvert, HoldAddresses, ReleaseAddresses, Announce, RivalHeard, IgnoredResignation, Entered>;

    Machine(MachineSettings settings, net::IpAddress primary) : settings_{settings}, primary_{primary} {}

    std::vector<Action> handle(const Event& event, net::Instant now);
    // When DeadlineReached is due: the end of master-down, or the next advert. One that comes too early is ignored.
    std::optional<net::Instant> deadline() const;

    State state() const;
    // As backup, together with others: its timer has run out, and nothing but the order is missing.
    bool due() const;
    // The same, or its timer would only protect a weaker master.
    bool ready(net::Instant now) const;
    const Situation& situation() const { return situation_; }
    const MachineSettings& settings() const { return settings_; }
    // By which the current master is judged silent: learned as backup, our own otherwise.
    net::Duration master_interval() const;
    net::Duration master_down_interval() const;

private:
    MachineSettings settings_;
    net::IpAddress primary_;
    Situation situation_ = Initialize{};
};

// A learned interval is kept within a quarter and three times our own: one forged advert must neither freeze nor force
// a take-over.
net::Duration clamp_interval(net::Duration learned, net::Duration own);

}  // namespace holdfast::vrrp
