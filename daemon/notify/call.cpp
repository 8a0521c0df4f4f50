#include "daemon/notify/call.hpp"

#include <algorithm>

namespace holdfast::notify {
namespace {

using Environment = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t longest_reason = 4096;

// Names, reasons and addresses are one line each: what a script reads as a line must not become two.
std::string one_line(std::string_view text) {
    std::string line{text};
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
    std::ranges::replace_if(line, is_control, ' ');
    return line;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
    return all;
}

// keepalived knows no fence: to its scripts it is a fault.
std::string_view keepalived_word(engine::Standing standing) {
    switch (standing) {
        case engine::Standing::backup:
            return "BACKUP";
        case engine::Standing::master:
            return "MASTER";
        case engine::Standing::fault:
        case engine::Standing::fenced:
            return "FAULT";
        case engine::Standing::stopped:
            return "STOP";
    }
    std::unreachable();
}

Slot slot_for(engine::Standing standing, const Scripts& scripts) {
    switch (standing) {
        case engine::Standing::backup:
            return Slot::backup;
        case engine::Standing::master:
            return Slot::master;
        case engine::Standing::fault:
            return Slot::fault;
        case engine::Standing::fenced:
            return scripts[Slot::fenced].empty() ? Slot::fault : Slot::fenced;
        case engine::Standing::stopped:
            return Slot::stop;
    }
    std::unreachable();
}

Environment environment_of(const Party& party, const Situation& standing, std::string_view reason) {
    const auto& state = standing.state;
    const bool has_before = state && state->before;
    const bool is_group = party.key.subject == engine::Subject::group;
    return {{"HOLDFAST_KIND", is_group ? "group" : "instance"},
            {"HOLDFAST_INSTANCE", one_line(party.key.name)},
            {"HOLDFAST_STATE", state ? std::string{label(state->standing)} : ""},
            {"HOLDFAST_PREVIOUS_STATE", has_before ? std::string{label(*state->before)} : ""},
            {"HOLDFAST_PRIORITY", std::to_string(state ? state->priority : 0)},
            {"HOLDFAST_REASON", one_line(reason.substr(0, longest_reason))},
            {"HOLDFAST_VERDICT", is_group ? "" : one_line(standing.verdict)},
            {"HOLDFAST_SEVERITY", is_group ? "" : std::string{label(standing.severity)}},
            {"HOLDFAST_ADDRESSES", one_line(joined(party.addresses))}};
}

std::vector<Call> calls_of(const Party& party, const engine::Proclaim& proclaim, const Situation& standing) {
    std::vector<Call> all;
    const auto environment = environment_of(party, standing, proclaim.reason);
    const Slot own = slot_for(proclaim.standing, party.scripts);
    if (!party.scripts[own].empty()) all.push_back({.slot = own, .environment = environment});
    if (party.scripts[Slot::any].empty()) return all;
    all.push_back({.slot = Slot::any,
                   .arguments = {proclaim.subject == engine::Subject::group ? "GROUP" : "INSTANCE", proclaim.name,
                                 std::string{keepalived_word(proclaim.standing)}, std::to_string(proclaim.priority)},
                   .environment = environment});
    return all;
}

}  // namespace

std::vector<Call> calls(const Party& party, const Happening& happening, const Situation& standing) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) {
        return calls_of(party, *proclaim, standing);
    }
    const auto change = verdict_change(std::get<net::Note>(happening.what));
    if (!change || party.scripts[Slot::verdict].empty()) return {};
    return {{.slot = Slot::verdict,
             .arguments = {"VERDICT", change->instance, change->to, std::string{label(change->severity)}},
             .environment = environment_of(party, standing, change->reason)}};
}

}  // namespace holdfast::notify
