// Evidence in, verdicts and probes out, for all watched instances of this host. Deterministic: the same events at the
// same instants give the same actions, whatever the order of addresses in memory.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "detector/classify.hpp"
#include "detector/echoes.hpp"
#include "detector/hello/message.hpp"
#include "detector/identity.hpp"
#include "detector/neighbours.hpp"
#include "detector/own_set.hpp"
#include "detector/reachability.hpp"
#include "detector/source_limits.hpp"
#include "detector/watch.hpp"

namespace holdfast::detector {

// Events; LocalInterfaces is one too.
struct FrameSeen {
    std::string interface;
    net::ByteView bytes;  // borrowed for the call
    bool outgoing = false;
    net::Duration waited{};  // until it was read
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
struct HelloHeard {  // authenticated and fresh
    net::IpAddress from;
    hello::Message message;
};
struct HelloUnproven {  // authenticated, but no answer to us: it does not hear us, or it is a recording
    net::IpAddress from;
};
struct ReceptionCounted {  // by the interface since it was made; told each second
    std::string interface;
    std::uint64_t frames = 0;
};
struct Drill {  // a marked test verdict for this long; it is never acted upon
    std::string instance;
    net::Duration duration{};
};
struct Reconfigured {
    Settings settings;
};
struct ClockSet {  // the wall clock as it is now; told first, and whenever it has gone otherwise than ours
    vrrp::UtcTime utc;
};
struct DeadlineReached {};

class Judge {
public:
    using Event =
        std::variant<FrameSeen, OwnRoles, LocalInterfaces, PingAnswered, PingLost, GatewaysFound, TapFailed, TapWorks,
                     HelloHeard, HelloUnproven, ReceptionCounted, Drill, Reconfigured, ClockSet, DeadlineReached>;
    using Action = detector::Action;

    // `sign_with` is needed where adverts are signed.
    Judge(Settings settings, net::Instant now, vrrp::SignWith sign_with = {});

    std::vector<Action> handle(const Event& event, net::Instant now);
    std::optional<net::Instant> deadline() const;
    Report report(net::Instant now) const;
    // Gateways and peers, each once: whom to ping.
    std::vector<net::IpAddress> targets() const;
    // What we tell the other nodes: everything but boot, sequence and echo, which are the channel's.
    hello::Message hello(net::Instant now) const;

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
    void on(const HelloHeard& heard, net::Instant now, Actions& actions);
    void on(const HelloUnproven& heard, net::Instant now, Actions& actions);
    void on(const ReceptionCounted& counted, net::Instant now, Actions& actions);
    void on(const Drill& drill, net::Instant now, Actions& actions);
    void on(const Reconfigured& changed, net::Instant now, Actions& actions);
    void on(const ClockSet& set, net::Instant now, Actions& actions);
    void on(const DeadlineReached& reached, net::Instant now, Actions& actions);

    bool admits(const Frame& frame, const Tapped& tapped, net::Instant now);
    std::optional<Topic> topic_of(const Frame& frame, const Tapped& tapped) const;
    std::optional<Topic> topic_of(const AddressStated& said, std::string_view interface) const;

    // What a frame says; only the watches that it concerns are advanced, since a flood may bring many.
    void says(const SaysNothing&, const std::string&, net::Instant, Actions&) {}
    void says(const AdvertHeard& heard, const std::string& interface, net::Instant now, Actions& actions);
    void says(const AdvertRefused& refused, const std::string& interface, net::Instant now, Actions& actions);
    void says(const OwnAdvert& own, const std::string& interface, net::Instant now, Actions& actions);
    void says(const CloneAdvertised& heard, const std::string& interface, net::Instant now, Actions& actions);
    void says(const AddressStated& stated, const std::string& interface, net::Instant now, Actions& actions);
    void says(const AdvertLooped& looped, const std::string& interface, net::Instant now, Actions& actions);
    void says(const StatementLooped& looped, const std::string& interface, net::Instant now, Actions& actions);

    void configure(Settings settings, net::Instant now);
    Watch reconfigured(Watch&& watch, const WatchedInstance& watched, net::Instant now) const;
    std::vector<vrrp::Authenticator> notaries_for(const std::vector<WatchedInstance>& watched) const;
    Watch make_watch(const WatchedInstance& watched, Watch* before, net::Instant now) const;
    void set_gateways(const std::vector<net::IpAddress>& gateways);
    World world() const { return {settings_, gateways_, peers_, neighbours_, own_}; }
    void stir(Watch& watch, net::Instant now, Actions& actions);
    void stir_all(net::Instant now, Actions& actions);
    void advance_all(net::Instant now, Actions& actions);
    void tell_local(Watch& watch, net::Instant now) const;
    void look_up_peers(const std::string* interface, Actions& actions) const;

    Source source(const Identity& identity) const;
    Source learn(const net::IpAddress& address, const net::MacAddress& mac);
    void learn_node(const hello::Message& message);
    void unite();
    std::optional<Source> speaker(const AddressStated& stated, const Watch& watch);
    bool is_virtual(const net::IpAddress& address) const;

    Settings settings_;
    vrrp::SignWith sign_with_;
    net::Duration utc_ahead_{};                  // of our clock
    std::vector<vrrp::Authenticator> notaries_;  // in the order of settings_.instances
    OwnSet own_;
    std::vector<OwnRole> roles_;
    std::map<std::string, std::string> tap_failures_;  // by interface
    Identities identities_;
    std::vector<Watch> watches_;  // in the order of settings_.instances
    std::vector<Reachability> gateways_;
    std::vector<Reachability> peers_;
    Neighbours neighbours_;
    Echoes echoes_;
    SourceLimits limits_;
    net::Instant next_lookup_;
};
static_assert(net::SansIo<Judge>);

}  // namespace holdfast::detector
