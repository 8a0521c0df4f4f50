#include "daemon/post/plan.hpp"

namespace holdfast::post {

Plan plan_of(const notify::Settings& settings) {
    Plan plan;
    for (const notify::Party& party : settings.parties) {
        for (const notify::Slot slot : notify::slots) {
            const notify::Command& command = party.scripts[slot];
            if (command.empty()) continue;
            plan.places[{party.key, slot}] = static_cast<std::uint32_t>(plan.commands.size());
            plan.commands.push_back({.argv = command,
                                     .user = party.scripts.user.empty() ? settings.script_user : party.scripts.user,
                                     .time_limit = party.scripts.timeout,
                                     .takes_arguments = slot == notify::Slot::any || slot == notify::Slot::verdict});
        }
    }
    plan.generation = runner::generation_of(plan.commands);
    return plan;
}

}  // namespace holdfast::post
