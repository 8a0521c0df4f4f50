// What one host's guard does when a fence is ordered: the real procedure, whose steps are done at once.
#pragma once

#include <functional>
#include <vector>

#include "daemon/fence/procedure.hpp"

namespace holdfast::sim {

class Crew {
public:
    // Is told each step; true: it succeeded.
    using Perform = std::function<bool(fence::Step, const fence::Order&)>;

    static std::vector<fence::Progress> carry_out(const fence::Order& order, const fence::Settings& settings,
                                                  const Perform& perform, net::Instant now) {
        fence::Procedure procedure{settings};
        std::vector<fence::Progress> told;
        std::vector<fence::Procedure::Event> happened{fence::Ordered{order}};
        while (!happened.empty()) {
            const fence::Procedure::Event event = std::move(happened.back());
            happened.pop_back();
            for (const fence::Procedure::Action& action : procedure.handle(event, now)) {
                if (const auto* step = std::get_if<fence::Perform>(&action)) {
                    happened.emplace_back(fence::StepEnded{step->step, perform(step->step, order), ""});
                }
                if (const auto* progress = std::get_if<fence::Progress>(&action)) told.push_back(*progress);
            }
        }
        return told;
    }
};

}  // namespace holdfast::sim
