#include <utility>

#include "daemon/notify/settings.hpp"
#include "daemon/notify/status.hpp"

namespace holdfast::notify {

std::string_view label(Slot slot) {
    switch (slot) {
        case Slot::master:
            return "master";
        case Slot::backup:
            return "backup";
        case Slot::fault:
            return "fault";
        case Slot::stop:
            return "stop";
        case Slot::fenced:
            return "fenced";
        case Slot::any:
            return "any";
        case Slot::verdict:
            return "verdict";
    }
    std::unreachable();
}

std::string_view label(Result result) {
    switch (result) {
        case Result::ok:
            return "ok";
        case Result::failed:
            return "failed";
        case Result::timeout:
            return "timeout";
        case Result::could_not_run:
            return "could_not_run";
        case Result::dropped:
            return "dropped";
    }
    std::unreachable();
}

}  // namespace holdfast::notify
