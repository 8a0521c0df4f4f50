#include "detector/advice.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "daemon/net/shell_word.hpp"

namespace holdfast::detector {
namespace {

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

std::string_view word_for(std::string_view mark, const Concerned& what) {
    if (mark == "{name}") return what.name;
    return mark == "{interface}" ? what.interface : what.address;
}

std::string filled(std::string_view command, const Concerned& what) {
    std::string text;
    for (std::size_t at = 0; at < command.size();) {
        const std::size_t begin = std::min(command.find('{', at), command.size());
        const std::size_t end = std::min(command.find('}', begin), command.size() - 1) + 1;
        text += command.substr(at, begin - at);
        if (begin < end) text += net::shell_word(word_for(command.substr(begin, end - begin), what));
        at = end;
    }
    return text;
}

Advice advice(std::string_view title, std::string_view meaning, std::span<const Line> lines, const Concerned& what) {
    Advice advice{title, meaning, {}};
    for (const Line& line : lines) {
        if (line.text.empty()) break;
        advice.steps.push_back({std::string{line.text}, filled(line.command, what)});
    }
    return advice;
}

}  // namespace

std::string_view title_of(Verdict verdict) {
    return entry_of(verdict).title;
}

Advice advice_on(Verdict verdict, const Concerned& what) {
    const Entry& entry = entry_of(verdict);
    return advice(entry.title, entry.meaning, entry.lines, what);
}

Step to_the_evidence(const Concerned& what) {
    return {std::string{explain.text}, filled(explain.command, what)};
}

Advice advice_on_fault(const Concerned& what) {
    static constexpr std::array lines{Line{"Repair what is named above. More about it:", "holdfast explain {name}"}};
    return advice("This node cannot serve",
                  "Another node serves if there is one. This one returns by itself when the fault is gone.", lines,
                  what);
}

Advice advice_on_fence(const Concerned& what) {
    static constexpr std::array lines{
        Line{"See why, and how it went:", "holdfast fence status"},
        Line{"When the cause is repaired, let it take part again:", "holdfast fence clear {name}"}};
    return advice("This node was taken out of service",
                  "It holds none of its addresses and does not take over until it is released, restarts included.",
                  lines, what);
}

}  // namespace holdfast::detector
