// What the Node orders the shell to do. The shell performs a turn's effects in batches: adverts, then the guard is
// told, then addresses are changed in the order of their effects, then announcements (P134; told before each is added).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/engine/event.hpp"
#include "daemon/net/bytes.hpp"
#include "daemon/net/note.hpp"

namespace holdfast::engine {

struct Transmit {  // a VRRP message
    RouterId router{};
    net::InterfaceIndex interface{};
    net::IpAddress source;
    net::IpAddress destination;
    net::Bytes message;
    std::optional<net::MacAddress> virtual_mac{};  // the frame's source, instead of the interface's own
    bool operator==(const Transmit&) const = default;
};

struct Pledge {  // the guard deletes these when no advert was sent for `silence_limit`; empty: released
    RouterId router{};
    net::Duration silence_limit{};
    std::vector<HeldAddress> addresses;
    std::vector<net::Routing> routing{};
    bool operator==(const Pledge&) const = default;
};

struct RemoveAddress {
    RouterId router{};
    HeldAddress address;
    bool operator==(const RemoveAddress&) const = default;
};

// How an address is to be on its interface.
struct Manner {
    std::string label{};
    std::uint8_t scope = 0;
    bool accept = true;  // false: nothing that is sent to it arrives, but neighbour discovery
    bool operator==(const Manner&) const = default;
};

struct AddAddress {
    RouterId router{};
    HeldAddress address;
    std::chrono::seconds lease{};  // 0: for ever
    Manner manner{};
    bool operator==(const AddAddress&) const = default;
};

struct RefreshAddress {  // renew the lease of one that we hold
    RouterId router{};
    HeldAddress address;
    std::chrono::seconds lease{};
    Manner manner{};
    bool operator==(const RefreshAddress&) const = default;
};

// A route or a rule, unless one like it is there; answered by RoutingAnswered.
struct AddRouting {
    RouterId router{};
    net::Routing entry;
    bool operator==(const AddRouting&) const = default;
};
// Of ours alone, which are marked.
struct RemoveRouting {
    RouterId router{};
    net::Routing entry;
    bool operator==(const RemoveRouting&) const = default;
};

struct SendFrame {  // an announcement, a whole Ethernet frame
    net::InterfaceIndex interface{};
    net::Bytes frame;
    bool operator==(const SendFrame&) const = default;
};

struct Listen {
    net::InterfaceIndex interface{};
    net::Family family = net::Family::ipv4;
    bool operator==(const Listen&) const = default;
};
struct StopListening {
    net::InterfaceIndex interface{};
    net::Family family = net::Family::ipv4;
    bool operator==(const StopListening&) const = default;
};

struct CountReception {  // answer with LinkChanged: has the interface received a frame yet?
    net::InterfaceIndex interface{};
    bool operator==(const CountReception&) const = default;
};

// A macvlan with the virtual router's MAC above the interface: ours, marked as such, in no mode that hides other
// masters' frames from the interface, silent by itself. One that is there and right is left alone.
struct MakeVirtualLink {
    net::InterfaceIndex base{};
    std::string name;
    net::MacAddress mac;
    bool operator==(const MakeVirtualLink&) const = default;
};
struct RemoveVirtualLink {
    net::InterfaceIndex index{};
    bool operator==(const RemoveVirtualLink&) const = default;
};

// Tell the world that an instance or a group changed its state: the notify scripts, mail, webhooks, the stream.
enum class Subject : std::uint8_t { instance, group };
enum class Standing : std::uint8_t { backup, master, fault, fenced, stopped };
std::string_view label(Standing standing);
struct Proclaim {
    Subject subject{};
    std::string name;
    Standing standing{};
    std::optional<Standing> before;  // none: since the start
    int priority = 0;                // in force; of a group 0
    std::string reason;              // in words for people
    bool operator==(const Proclaim&) const = default;
};

using Effect =
    std::variant<Transmit, Pledge, RemoveAddress, AddAddress, RefreshAddress, AddRouting, RemoveRouting, SendFrame,
                 Listen, StopListening, CountReception, MakeVirtualLink, RemoveVirtualLink, Proclaim, net::Note>;

}  // namespace holdfast::engine
