#include "metrics/advice.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "metrics/html.hpp"

namespace holdfast::metrics {
namespace {

using detector::Verdict;

struct Line {
    std::string_view text, command{};
};

// In commands, {name}, {interface} and {address} are the instance's.
struct Entry {
    Verdict verdict;
    std::string_view title, meaning;
    std::array<Line, 3> lines{};
};

constexpr Line explain{"Read the whole evidence:", "holdfast explain {name}"};
constexpr Line what_it_said{"Read what the daemon said:", "journalctl -u holdfast -n 50"};
constexpr Line link_counters{"Does the interface receive anything? Look at cable, switch port, bond and VLAN:",
                             "ip -s link show {interface}"};
constexpr Line let_another{"If another node could serve, move the address there. On this node:",
                           "holdfast yield {name}"};

constexpr std::array entries{
    Entry{Verdict::healthy, "Healthy", "One node holds the address.", {}},
    Entry{Verdict::transition, "Changing over", "The address moves; that takes seconds and is normal.", {}},
    Entry{Verdict::jeopardy,
          "One more failure would go unseen",
          "Service is up. Only one way is left to learn of the other node.",
          {{{"Repair the other node, or the way to it, before it is needed. What is silent:",
             "holdfast explain {name}"}}}},
    Entry{Verdict::flapping,
          "The address moves again and again",
          "Each move interrupts service for a moment.",
          {{{"See when and why. Look for lost packets, a check that swings, a starved host:",
             "holdfast events --since 1h"}}}},
    Entry{Verdict::suspected,
          "Somebody else may hold the address",
          "There is no proof so far; it is being looked into.",
          {{explain}}},
    Entry{Verdict::split_brain,
          "Split brain: two nodes hold the address",
          "Clients reach the one or the other, by chance.",
          {{{"The nodes do not hear each other. Look for a firewall or a switch that drops VRRP (protocol 112). Do "
             "the other node's adverts arrive?",
             "tcpdump -ni {interface} 'ip proto 112 or ip6 proto 112'"},
            {"If clients suffer, let one node go. On the one that should not serve:", "holdfast yield {name}"},
            {"When it has healed, let that node take part again:", "holdfast yield {name} --clear"}}}},
    Entry{Verdict::isolated,
          "This node is cut off",
          "Clients probably do not reach it; another node may serve too.",
          {{link_counters, let_another}}},
    Entry{Verdict::upstream_down,
          "No node reaches the gateway",
          "It is the gateway or the network before it, not these nodes.",
          {{{"Look at the gateway and at the switch before it.", ""}}}},
    Entry{Verdict::uplink_degraded,
          "This node does not reach the gateway",
          "Other nodes do.",
          {{{"Look at this node's uplink:", "ip -s link show {interface}"}, let_another}}},
    Entry{Verdict::zombie_owner,
          "A node whose daemon is silent still has the address",
          "Clients reach the one or the other, by chance.",
          {{{"On that node, named below, remove what its daemon left behind:", "holdfast release"},
            {"Then see why the daemon ended:", "journalctl -u holdfast -n 50"}}}},
    Entry{Verdict::address_conflict,
          "A stranger has the address",
          "Clients reach the one or the other, by chance.",
          {{{"Find the host by its MAC address, named below, at the switch, "
             "and take the address from it. Who answers:",
             "arping -D -c 3 -I {interface} {address}"}}}},
    Entry{Verdict::proxy_arp,
          "A router answers in the owner's place",
          "Clients may be sent a detour.",
          {{{"Switch proxy ARP off on that router, named below.", ""}}}},
    Entry{Verdict::vrid_collision,
          "Another group of routers uses the same VRID",
          "Service is up, but each group hears the other's adverts.",
          {{{"Give one of the two groups another vrid, on all of its nodes. Who the other is:",
             "holdfast explain {name}"}}}},
    Entry{Verdict::misconfigured,
          "The nodes are configured differently",
          "A take-over may fail, or two nodes may serve at once.",
          {{{"Compare version, interval, addresses and authentication on all nodes. What differs:",
             "holdfast explain {name}"}}}},
    Entry{Verdict::loop,
          "This node's own frames come back to it",
          "Service is up, but the network is not in order.",
          {{{"Look for a loop between switches, or a bond whose other end is not set up.", ""}}}},
    Entry{Verdict::stale_self,
          "This host stood still",
          "Another node may have taken over meanwhile.",
          {{{"Look for overload, a paused virtual machine, slow storage:", "journalctl -u holdfast -n 50"}}}},
    Entry{Verdict::master_blackhole,
          "The master does not answer for the address",
          "Clients reach nobody.",
          {{{"On the master: does its kernel have the address?", "ip address show to {address}"},
            {"May it answer?", "nft list ruleset"},
            let_another}}},
    Entry{Verdict::unowned,
          "Nobody holds the address",
          "Clients reach nobody.",
          {{{"Why does no node take over? On each of them:", "holdfast status"}}}},
    Entry{Verdict::partial_partition,
          "The nodes disagree on who can be heard",
          "Service is up, but a fail-over may go wrong.",
          {{{"Look for a fault that lets packets through one way only:", "holdfast explain {name}"}}}},
    Entry{Verdict::duplicate_daemon,
          "A second daemon serves the same address on this host",
          "The two work against each other.",
          {{{"Stop one of them:", "ps -C holdfastd,keepalived -o pid,lstart,args"}}}},
    Entry{Verdict::oracle_unreliable,
          "The network answers for addresses that nobody has",
          "Such answers are not counted as evidence.",
          {{explain}}},
    Entry{Verdict::blind,
          "The detector sees nothing",
          "The address is served as before, but a second owner would go unnoticed.",
          {{link_counters, what_it_said}}},
};
static_assert(entries.size() == std::to_underlying(Verdict::blind) + 1);

const Entry& entry_of(Verdict verdict) {
    return entries.at(std::to_underlying(verdict));  // the table is in the order of the enumeration
}

std::string filled(std::string_view command, const engine::InstanceSettings& instance) {
    if (command.empty()) return {};
    const auto address = instance.addresses.empty() ? std::string{"ADDRESS"} : to_string(instance.addresses[0].address);
    return fmt::format(fmt::runtime(command), fmt::arg("name", shell_word(instance.name)),
                       fmt::arg("interface", shell_word(instance.interface)), fmt::arg("address", address));
}

}  // namespace

std::string_view title_of(Verdict verdict) {
    return entry_of(verdict).title;
}

Advice advice_on(Verdict verdict, const engine::InstanceSettings& instance) {
    const Entry& entry = entry_of(verdict);
    Advice advice{entry.title, entry.meaning, {}};
    for (const Line& line : entry.lines) {
        if (line.text.empty()) break;
        advice.steps.push_back({std::string{line.text}, filled(line.command, instance)});
    }
    return advice;
}

}  // namespace holdfast::metrics
