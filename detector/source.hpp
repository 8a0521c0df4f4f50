// Whoever said something, as one instance sees it.
#pragma once

#include <string>
#include <vector>

#include "detector/identity.hpp"

namespace holdfast::detector {

struct Source {
    IdentityId id{};
    std::string who;  // "10.0.0.2" | "unknown"
    std::string mac;
    std::vector<net::IpAddress> addresses;  // all that it is known by
    bool answers_pings = false;
    bool member = false;  // of this virtual router
};

inline std::string to_string(const Source& source) {  // "10.0.0.2 (52:54:00:00:00:01)"
    return source.mac.empty() ? source.who : source.who + " (" + source.mac + ")";
}

}  // namespace holdfast::detector
