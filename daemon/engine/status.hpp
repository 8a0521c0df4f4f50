// What the engine shows of itself: an immutable picture, published for HTTP, the control socket and the detector.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/engine/event.hpp"
#include "daemon/engine/settings.hpp"
#include "daemon/net/histogram.hpp"
#include "daemon/net/time.hpp"
#include "daemon/vrrp/drop_reason.hpp"
#include "daemon/vrrp/machine.hpp"

namespace holdfast::engine {

enum class InstanceState : std::uint8_t { init, backup, master, fault, fenced };
std::string_view label(InstanceState state);

struct AddressStatus {
    net::Prefix prefix;
    bool present = false;     // the kernel has it
    bool foreign = false;     // it was there before us: never touched
    std::string interface{};  // empty: the instance's own
    bool advertised = true;
};

struct RoutingStatus {
    net::Routing entry;
    bool present = false;   // as far as the kernel has told
    bool foreign = false;   // another stood in its place before us
    std::string refusal{};  // the kernel's words
};

struct PeerStatus {
    net::IpAddress address;
    vrrp::Priority priority;
    std::optional<net::Instant> last_advert;  // none: configured, never heard as master
    bool member = false;                      // configured in `peers`
};

struct Counters {
    std::uint64_t adverts_sent = 0;
    std::uint64_t adverts_received = 0;  // accepted
    std::uint64_t priority_zero_sent = 0;
    std::uint64_t priority_zero_received = 0;
    std::uint64_t interval_differs = 0;
    std::uint64_t interval_clamped = 0;
    std::uint64_t address_list_differs = 0;
    std::uint64_t owner_conflict = 0;
    std::uint64_t unauthenticated = 0;      // accepted although the HMAC is missing or wrong
    std::uint64_t other_checksum_form = 0;  // accepted in the form that we do not send
    std::uint64_t announcements_sent = 0;
    std::uint64_t addresses_reinstated = 0;
    std::uint64_t transmit_failures = 0;
    vrrp::DropCounts dropped{};
    // (state entered, reason) -> count; every pair that can happen is present from the start.
    std::map<std::pair<InstanceState, std::string>, std::uint64_t> transitions;
};

struct InstanceStatus {
    InstanceSettings settings;
    InstanceState state = InstanceState::init;
    net::Instant since;
    std::string reason;  // of the state, in words for people: "heard nothing for 3.609 s", "interface eth0 is missing"
    vrrp::Priority effective_priority;
    std::vector<std::string> priority_why;  // how it came about
    std::optional<PeerStatus> master;       // another that we follow; none while we are master or know none
    bool holding = false;                   // the listen gate is closed
    std::optional<Withdrawal> withdrawn;    // yielded or drained (shown as backup), or fenced
    std::vector<std::string> faults;        // everything that keeps it in fault, in words for people
    std::string group;                      // that it moves with; "" without one
    std::optional<net::IpAddress> primary;  // what we send from
    std::vector<net::IpAddress> stray;      // virtual addresses that are here although we are not master
    std::string virtual_link;               // the macvlan's name; "" without one
    net::Duration advert_interval{};        // in force: learned as backup
    net::Duration master_down_interval{};
    net::Duration skew{};
    std::chrono::seconds lease{};
    vrrp::ChecksumForm checksum_form = vrrp::ChecksumForm::pseudo_header;
    std::vector<AddressStatus> addresses;
    std::vector<HeldAddress> held;  // those that we added, where they are
    std::vector<RoutingStatus> routing{};
    std::vector<PeerStatus> peers;
    Counters counters;
    net::Histogram lateness;  // of adverts, past their deadline
    net::Histogram takeover;  // from the deadline to the announcement
};

// Adverts that belong to no instance, by interface and family.
struct InterfaceStatus {
    std::string name;
    bool up = false;
    std::map<net::Family, vrrp::DropCounts> dropped;
};

struct GroupStatus {
    std::string name;
    InstanceState state = InstanceState::init;  // master: all members are; fault: one member is
    net::Instant since;
    std::string reason;
    std::vector<std::string> members;
};

struct Status {
    std::string node;
    net::Instant at;
    std::vector<InstanceStatus> instances;    // in the order of the configuration
    std::vector<GroupStatus> groups;          // in the order of the configuration
    std::vector<InterfaceStatus> interfaces;  // those that are configured
};

}  // namespace holdfast::engine
