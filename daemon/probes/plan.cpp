#include "daemon/probes/plan.hpp"

namespace holdfast::probes {
namespace {

using namespace std::chrono_literals;

// The engine gives up a run on time; this is for one that cannot.
constexpr net::Duration beyond_the_limit = 5s;

}  // namespace

std::vector<runner::Command> commands_of(const Plan& plan) {
    std::vector<runner::Command> commands;
    for (const checks::CheckSettings& check : plan.checks) {
        const auto* script = std::get_if<checks::ScriptCheck>(&check.kind);
        if (script == nullptr) continue;
        commands.push_back({.argv = script->command,
                            .user = script->user.empty() ? plan.script_user : script->user,
                            .time_limit = check.time_limit() + beyond_the_limit,
                            .takes_arguments = false});
    }
    return commands;
}

}  // namespace holdfast::probes
