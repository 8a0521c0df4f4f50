#include "daemon/runner/order.hpp"

#include <cstring>

#include <fmt/format.h>

namespace holdfast::runner {

std::string describe(const Ended& ended) {
    switch (ended.fate) {
        case Fate::exited:
            return fmt::format("exit code {}", ended.value);
        case Fate::signalled:
            return fmt::format("killed by signal {} ({})", ended.value, ::strsignal(ended.value));
        case Fate::timed_out:
            return fmt::format("killed after {:.1f} s", net::seconds(ended.took));
        case Fate::killed:
            return "killed";
        case Fate::stuck:
            return "killed, and still there";
        case Fate::not_started:
            return ended.why;
    }
    return "";
}

}  // namespace holdfast::runner
