// What happens to this host, as the shell reports it to the Node. All borrowed bytes live as long as the call.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/engine/settings.hpp"
#include "daemon/net/link.hpp"
#include "daemon/vrrp/datagram.hpp"

namespace holdfast::engine {

// One virtual router of this host; also its slot in the guard's page. Kept while the instance lives.
enum class RouterId : std::uint32_t {};

struct DatagramReceived {
    net::InterfaceIndex interface{};
    net::Family family = net::Family::ipv4;
    std::expected<vrrp::Datagram, vrrp::DropReason> datagram;
};

// Nobody read in time, and the kernel dropped datagrams. Comes after those that were read.
struct ReceptionLost {
    net::InterfaceIndex interface{};
    net::Family family = net::Family::ipv4;
    std::uint64_t datagrams = 0;
};

struct HeldAddress {
    net::InterfaceIndex interface{};
    net::Prefix prefix;
    auto operator<=>(const HeldAddress&) const = default;
};

// The whole of what the kernel has; sent at the start and after each netlink overrun.
struct KernelState {
    std::vector<net::Link> links;
    std::vector<net::LinkAddress> addresses;
};
struct LinkChanged {
    net::Link link;
};
struct LinkVanished {
    net::InterfaceIndex index{};
};
struct AddressAppeared {
    net::LinkAddress address;
};
struct AddressVanished {
    net::LinkAddress address;
};

// A predecessor's addresses that are still here, with its lease not run out: they are ours to adopt or to remove.
// Comes before the first KernelState.
struct LeftoversFound {
    std::vector<HeldAddress> addresses;
    net::Instant good_until;              // when the predecessor's guard would have deleted the first of them
    std::vector<net::Routing> routing{};  // that has our mark, whoever left it
};

struct Reconfigured {
    Settings settings;
};
struct StopRequested {};
// The wall clock as it is now; told before anything else, and whenever it has gone otherwise than ours. For HMAC alone.
struct ClockSet {
    vrrp::UtcTime utc;
};
struct DeadlineReached {};

// By the detector's ruling or the operator: out of the election until Readmit. Comes before the first KernelState when
// it was so before a restart.
// Drained, by the operator for maintenance: a master hands over while it serves, and stays out.
enum class Withdrawal : std::uint8_t { yielded, fenced, drained };
struct Withdraw {
    std::string instance;
    Withdrawal kind{};
    std::string why;
};
struct Readmit {  // back to backup, as after a start
    std::string instance;
    std::string why;
};
struct AnnounceAgain {  // if it is master: the switches may have learned otherwise
    std::string instance;
};

// What a check of [[check]] says by now. Before its first report, and again when its definition changes, it is unknown:
// a fault for who tracks it with weight 0, else without weight.
enum class Health : std::uint8_t { unknown, up, down };
std::string_view label(Health health);
struct CheckReported {
    std::string check;
    Health health = Health::unknown;
    std::optional<int> number{};  // of a file check
    std::string reason{};         // in words for people: "exit status 1: nginx is not running"
};

// Results of effects.
struct TransmitFailed {  // comes before TurnPerformed
    RouterId router{};
    std::string error;
};
struct TurnPerformed {  // the turn's adverts and announcements left at these times
    net::Instant adverts_sent;
    net::Instant announced;
};
struct AddressRefused {  // the kernel would not add it
    RouterId router{};
    HeldAddress address;
    bool already_there = false;  // somebody else's: never touched
    std::string error;
};
struct RoutingAnswered {
    enum class Outcome : std::uint8_t { added, there, refused };  // there: it, or another in its place
    RouterId router{};
    net::Routing entry;
    Outcome outcome{};
    std::string error;
};
struct ListenSucceeded {
    net::InterfaceIndex interface{};
    net::Family family = net::Family::ipv4;
};
struct ListenFailed {
    net::InterfaceIndex interface{};
    net::Family family = net::Family::ipv4;
    std::string error;
};

struct VirtualLinkRefused {  // the macvlan could not be made
    std::string name;
    std::string error;
};

using Event = std::variant<DatagramReceived, ReceptionLost, KernelState, LinkChanged, LinkVanished, AddressAppeared,
                           AddressVanished, LeftoversFound, Reconfigured, StopRequested, ClockSet, DeadlineReached,
                           Withdraw, Readmit, AnnounceAgain, CheckReported, TransmitFailed, TurnPerformed,
                           AddressRefused, RoutingAnswered, ListenSucceeded, ListenFailed, VirtualLinkRefused>;

}  // namespace holdfast::engine
