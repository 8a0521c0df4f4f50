// At most one note of a kind in ten seconds, and how many were held back since.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "daemon/net/time.hpp"

namespace holdfast::engine {

class NoteLimit {
public:
    static constexpr net::Duration interval = std::chrono::seconds{10};

    // None: hold it back. Otherwise: how many of this kind were held back. Kinds are literals, so few.
    std::optional<std::uint64_t> allow(std::string_view kind, net::Instant now) {
        Kind& known = kinds_[kind];
        if (known.last && now - *known.last < interval) {
            ++known.held_back;
            return std::nullopt;
        }
        known.last = now;
        return std::exchange(known.held_back, 0);
    }

private:
    struct Kind {
        std::optional<net::Instant> last;
        std::uint64_t held_back = 0;
    };
    std::map<std::string_view, Kind> kinds_;
};

}  // namespace holdfast::engine
