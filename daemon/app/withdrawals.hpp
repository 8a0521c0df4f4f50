// Why instances are out of the election, each of their causes, and what the engine is to be told when one comes or
// goes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/engine/event.hpp"

namespace holdfast::app {

class Withdrawals {
public:
    // The weightiest first: it is the one that is shown.
    enum class Cause : std::uint8_t { fence, operator_yield, operator_drain, ruling, drill };
    using Events = std::vector<engine::Event>;

    Events add(const std::string& instance, Cause cause, const std::string& why);
    Events remove(const std::string& instance, Cause cause, const std::string& why);
    bool has(const std::string& instance, Cause cause) const;
    bool any(const std::string& instance) const { return causes_.contains(instance); }
    // All instances with this cause.
    std::vector<std::string> all(Cause cause) const;

private:
    using Causes = std::map<Cause, std::string>;
    std::map<std::string, Causes> causes_;  // none is empty
};

}  // namespace holdfast::app
