#include "daemon/notify/advice.hpp"

#include <algorithm>
#include <array>

namespace holdfast::notify {
namespace {

struct ForVerdict {
    std::string_view verdict;
    std::string_view what;
};
constexpr std::array for_verdicts{
    ForVerdict{
        "split_brain",
        "Two nodes serve the address. Look at the network between them, and stop the one that should not serve."},
    ForVerdict{"zombie_owner",
               "A host that is no router any more still has the address: remove it there, or switch that host off."},
    ForVerdict{"address_conflict",
               "A foreign host has the address. Find it by its MAC in the evidence, and take the address from it."},
    ForVerdict{"isolated", "This node is cut off. Look at its cable, its switch port and its firewall."},
    ForVerdict{"master_blackhole",
               "The master's adverts are heard and the address does not answer: look at the master, or move the "
               "address by `holdfast drain` there."},
    ForVerdict{
        "unowned",
        "Nobody answers for the address. Start Holdfast on a node that can serve, and see why the others do not."},
    ForVerdict{"duplicate_daemon", "Another VRRP daemon on this host speaks for the same router: stop one of them."},
    ForVerdict{"upstream_down", "The gateway does not answer any node: look at the router behind."},
    ForVerdict{"uplink_degraded", "The gateway answers others and not this node: look at this node's way to it."},
    ForVerdict{"jeopardy", "No other node is ready: the next failure will be an outage. Look at the other node."},
    ForVerdict{"misconfigured", "The nodes are configured differently: compare their files."},
    ForVerdict{"vrid_collision", "Other routers on this network use the same VRID: choose another for one of the two."},
    ForVerdict{"flapping", "The address moves again and again: look for a link or a check that comes and goes."},
};

std::string_view for_verdict(std::string_view verdict) {
    const auto found = std::ranges::find(for_verdicts, verdict, &ForVerdict::verdict);
    return found == for_verdicts.end() ? std::string_view{} : found->what;
}

std::string with_evidence(std::string_view what, const std::string& instance) {
    return std::string{what} + (what.empty() ? "" : " ") + "`holdfast explain " + instance + "` shows the evidence.";
}

std::string for_state(const engine::Proclaim& proclaim) {
    if (proclaim.standing == engine::Standing::fault) {
        return "It cannot take over until that is mended: `holdfast status` names each cause.";
    }
    if (proclaim.standing == engine::Standing::fenced) {
        return "It stays out until it is released: `holdfast fence status`, then `holdfast fence clear " +
               proclaim.name + "`.";
    }
    return "";
}

}  // namespace

std::string advice(const Happening& happening) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) return for_state(*proclaim);
    const auto& note = std::get<net::Note>(happening.what);
    if (const auto change = verdict_change(note)) {
        if (change->severity < detector::Severity::warning) return "";
        if (change->detail == "drill") return "This is a drill: nothing needs to be done.";
        return with_evidence(for_verdict(change->to), change->instance);
    }
    if (note.event.starts_with("fence") && note.level >= net::Level::warning) {
        return "`holdfast fence status` shows each step.";
    }
    return "";
}

}  // namespace holdfast::notify
