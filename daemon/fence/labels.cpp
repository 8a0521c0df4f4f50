#include "daemon/fence/order.hpp"
#include "daemon/fence/settings.hpp"

namespace holdfast::fence {

std::string_view label(Step step) {
    switch (step) {
        case Step::remove:
            return "remove";
        case Step::persist:
            return "persist";
        case Step::command:
            return "command";
        case Step::verify:
            return "verify";
        case Step::block:
            return "block";
        case Step::link_down:
            return "link-down";
        case Step::watchdog:
            return "watchdog";
        case Step::reboot:
            return "reboot";
    }
    return "";
}

std::string_view label(Escalation step) {
    switch (step) {
        case Escalation::block:
            return "block";
        case Escalation::link_down:
            return "link-down";
        case Escalation::watchdog:
            return "watchdog";
        case Escalation::reboot:
            return "reboot";
    }
    return "";
}

}  // namespace holdfast::fence
