#include "metrics/keepalived_families.hpp"

#include <array>
#include <functional>
#include <utility>

namespace holdfast::metrics {
namespace {

using engine::InstanceState;
using engine::InstanceStatus;
using vrrp::DropReason;

// INIT, BACKUP, MASTER, FAULT; there is no other.
std::size_t state_number(InstanceState state) {
    static constexpr std::array<std::size_t, 5> numbers{0, 1, 2, 3, 3};
    return numbers.at(std::to_underlying(state));
}

std::string_view state_word(InstanceState state) {
    static constexpr std::array<std::string_view, 4> words{"INIT", "BACKUP", "MASTER", "FAULT"};
    return words.at(state_number(state));
}

Labels of(const InstanceStatus& instance, prometheus::ClientMetric::Label last) {
    return {{"iname", instance.settings.name},
            {"intf", instance.settings.interface},
            {"vrid", std::to_string(std::to_underlying(instance.settings.vrid))},
            std::move(last)};
}

std::uint64_t dropped(const InstanceStatus& instance, std::initializer_list<DropReason> reasons) {
    std::uint64_t count = 0;
    for (const auto reason : reasons) count += instance.counters.dropped.at(std::to_underlying(reason));
    return count;
}

std::uint64_t became_master(const InstanceStatus& instance) {
    std::uint64_t count = 0;
    for (const auto& [entry, entries] : instance.counters.transitions) {
        if (entry.first == InstanceState::master) count += entries;
    }
    return count;
}

std::uint64_t released_master(const InstanceStatus& instance) {
    const auto count = became_master(instance);
    return count > 0 && instance.state == InstanceState::master ? count - 1 : count;
}

struct Counted {
    const char* name;
    const char* help;
    std::uint64_t (*value)(const InstanceStatus&);
};

constexpr std::array counted{
    Counted{"advertisements_received_total", "Advertisements received",
            [](const InstanceStatus& i) { return i.counters.adverts_received; }},
    Counted{"advertisements_sent_total", "Advertisements sent",
            [](const InstanceStatus& i) { return i.counters.adverts_sent; }},
    Counted{"become_master_total", "Became master", became_master},
    Counted{"release_master_total", "Released master", released_master},
    Counted{"packet_length_errors_total", "Packet length errors",
            [](const InstanceStatus& i) {
                return dropped(i, {DropReason::ip_header, DropReason::truncated, DropReason::length});
            }},
    Counted{
        "advertisements_interval_errors_total", "Advertisement interval errors",
        [](const InstanceStatus& i) { return dropped(i, {DropReason::interval_zero, DropReason::interval_mismatch}); }},
    Counted{"ip_ttl_errors_total", "TTL errors", [](const InstanceStatus& i) { return dropped(i, {DropReason::ttl}); }},
    Counted{"invalid_type_received_total", "Invalid type errors",
            [](const InstanceStatus& i) { return dropped(i, {DropReason::type}); }},
    Counted{"address_list_errors_total", "Address list errors",
            [](const InstanceStatus& i) {
                return dropped(i, {DropReason::address_list}) + i.counters.address_list_differs;
            }},
    // What is no known type is no type of ours: both are a mismatch here.
    Counted{"authentication_invalid_total", "Authentication invalid",
            [](const InstanceStatus&) { return std::uint64_t{0}; }},
    Counted{"authentication_mismatch_total", "Authentication mismatch",
            [](const InstanceStatus& i) { return dropped(i, {DropReason::auth_type}); }},
    Counted{"authentication_failure_total", "Authentication failure",
            [](const InstanceStatus& i) { return dropped(i, {DropReason::auth_fail}); }},
    Counted{"priority_zero_received_total", "Priority zero received",
            [](const InstanceStatus& i) { return i.counters.priority_zero_received; }},
    Counted{"priority_zero_sent_total", "Priority zero sent",
            [](const InstanceStatus& i) { return i.counters.priority_zero_sent; }},
    Counted{"gratuitous_arp_delay_total", "Gratuitous ARP delay",
            [](const InstanceStatus& i) { return static_cast<std::uint64_t>(net::seconds(i.settings.garp.delay)); }},
};

// As keepalived writes it: a length that says nothing is left out.
std::string address_words(const net::Prefix& prefix) {
    const bool whole = prefix.length == (prefix.address.family() == net::Family::ipv4 ? 32 : 128);
    return whole ? to_string(prefix.address) : to_string(prefix);
}

prometheus::MetricFamily up() {
    auto family = gauge("keepalived_up", "Status");
    add(family, {}, true);
    return family;
}

prometheus::MetricFamily states(const Snapshot& snapshot) {
    auto family = gauge("keepalived_vrrp_state", "State of vrrp");
    for (const auto& instance : snapshot.status->instances) {
        for (const auto& address : instance.addresses) {
            add(family, of(instance, {"ip_address", address_words(address.prefix)}),
                static_cast<std::uint64_t>(state_number(instance.state)));
        }
    }
    return family;
}

prometheus::MetricFamily counts(const Snapshot& snapshot, const Counted& what) {
    auto family = counter(std::string{"keepalived_"} + what.name, what.help);
    for (const auto& instance : snapshot.status->instances) {
        add(family, of(instance, {"state", std::string{state_word(instance.state)}}), what.value(instance));
    }
    return family;
}

void scripts(const Snapshot& snapshot, const Sink& sink) {
    auto status = gauge("keepalived_script_status", "Tracker Script Status");
    auto state = gauge("keepalived_script_state", "Tracker Script State");
    for (const auto& check : *snapshot.checks) {
        add(status, {{"name", check.name}}, check.health == checks::Health::up);
        add(state, {{"name", check.name}}, check.running);
    }
    sink(std::move(status));
    sink(std::move(state));
}

}  // namespace

void keepalived_families(const Snapshot& snapshot, const Sink& sink) {
    sink(up());
    sink(states(snapshot));
    for (const Counted& what : counted) sink(counts(snapshot, what));
    scripts(snapshot, sink);
}

}  // namespace holdfast::metrics
