#include "daemon/checks/settings.hpp"

#include <array>

namespace holdfast::checks {

std::string_view label(const Kind& kind) {
    constexpr std::array<std::string_view, std::variant_size_v<Kind>> labels{"script", "process", "tcp",
                                                                             "http",   "ping",    "file"};
    return labels[kind.index()];
}

std::string_view label(Health health) {
    switch (health) {
        case Health::unknown:
            return "unknown";
        case Health::up:
            return "up";
        case Health::down:
            return "down";
    }
    return "";
}

}  // namespace holdfast::checks
