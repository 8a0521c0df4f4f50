// Evidence in, verdicts and probes out, for all watched instances of this host. Deterministic: the same events at the
// same instants give the same actions, whatever the order of addresses in memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "detector/classify.hpp"
#include "detector/identity.hpp"
#include "detector/own_set.hpp"
#include "detector/reachability.hpp"
#include "detector/watch.hpp"

namespace holdfast::detector {

// Events; LocalInterfaces is one too.
struct FrameSeen {
    std::string interface;
    net::ByteView bytes;  // borrowed for the call
    bool outgoing = false;
};
struct OwnRoles {  // all of them, each time
    std::vector<OwnRole> roles;
};
struct PingAnswered {
    net::IpAddress target;
    net::Duration rtt{};
};
struct PingLost {
    net::IpAddress target;
};
struct GatewaysFound {  // where the default routes lead
    std::vector<net::IpAddress> gateways;
};
struct TapFailed {
    std::string interface;
    std::string why;
};
struct TapWorks {
    std::string interface;
};
struct Reconfigured {
    Settings settings;
};
struct DeadlineReached {};

class Judge {
public:
    using Event = std::variant<FrameSeen, OwnRoles, LocalInterfaces, PingAnswered, PingLost, GatewaysFound, TapFailed,
                               TapWorks, Reconfigured, DeadlineReached>;
    using Action = detector::Action;  // SendProbe | net::Note

    Judge(Settings settings, net::Instant now);

    std::vector<Action> handle(const Event& event, net::Instant now);
    std::optional<net::Instant> deadline() const;
    Report report(net::Instant now) const;
    // Gateways and peers, each once: whom to ping.
    std::vector<net::IpAddress> targets() const;

private:
    using Actions = std::vector<Action>;

    void on(const FrameSeen& seen, net::Instant now, Actions& actions);
    void on(const OwnRoles& told, net::Instant now, Actions& actions);
    void on(const LocalInterfaces& local, net::Instant now, Actions& actions);
    void on(const PingAnswered& ping, net::Instant now, Actions& actions);
    void on(const PingLost& ping, net::Instant now, Actions& actions);
    void on(const GatewaysFound& found, net::Instant now, Actions& actions);
    void on(const TapFailed& failed, net::Instant now, Actions& actions);
    void on(const TapWorks& works, net::Instant now, Actions& actions);
    void on(const Reconfigured& changed, net::Instant now, Actions& actions);
    void on(const DeadlineReached& reached, net::Instant now, Actions& actions);

    // What a frame says; only the watches that it concerns are advanced, since a flood may bring many.
    void says(const SaysNothing&, const std::string&, net::Instant, Actions&) {}
    void says(const AdvertHeard& heard, const std::string& interface, net::Instant now, Actions& actions);
    void says(const AdvertRefused& refused, const std::string& interface, net::Instant now, Actions& actions);
    void says(const OwnAdvert& own, const std::string& interface, net::Instant now, Actions& actions);
    void says(const AddressStated& stated, const std::string& interface, net::Instant now, Actions& actions);
    void says(const AdvertLooped& looped, const std::string& interface, net::Instant now, Actions& actions);
    void says(const StatementLooped& looped, const std::string& interface, net::Instant now, Actions& actions);

    void configure(Settings settings, net::Instant now);
    Watch make_watch(const WatchedInstance& watched, net::Instant now) const;
    void set_gateways(const std::vector<net::IpAddress>& gateways);
    void advance_all(net::Instant now, Actions& actions);
    std::optional<std::string> jeopardy(const WatchedInstance& watched) const;
    void look_up_peers(const std::string* interface, Actions& actions) const;
    Source source(const Identity& identity) const;

    Settings settings_;
    OwnSet own_;
    std::vector<OwnRole> roles_;
    std::map<std::string, std::string> tap_failures_;  // by interface
    Identities identities_;
    std::vector<Watch> watches_;  // in the order of settings_.instances
    std::vector<Reachability> gateways_;
    std::vector<Reachability> peers_;
    net::Instant next_lookup_;
};
static_assert(net::SansIo<Judge>);

}  // namespace holdfast::detector
