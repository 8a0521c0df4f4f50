// What may be run: the list that the configuration gives, which the steward hands to the runner. The engine orders by
// place in it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "daemon/net/time.hpp"

namespace holdfast::runner {

struct Command {
    std::vector<std::string> argv;  // the program with its whole path; no shell
    std::string user;               // "": root
    net::Duration time_limit{};
    bool takes_arguments = false;  // the order may append some: notifications; checks take none
    bool operator==(const Command&) const = default;
};

// Names a list by what it contains, so that who orders and who runs mean the same one without another word.
using Generation = std::uint64_t;
Generation generation_of(std::span<const Command> commands);

enum class Duty : std::uint8_t {
    checks,         // all that they leave behind is killed with them, and they with the engine
    notifications,  // may start daemons; those that wait when the engine ends are run, for 30 s
};

}  // namespace holdfast::runner
