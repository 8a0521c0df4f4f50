// What an operator asks for over the control socket beyond status, events and reload.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>

#include <nlohmann/json.hpp>

namespace holdfast::app {

struct Request {
    enum class What : std::uint8_t {
        yield,
        hold,
        drain,
        undrain,
        fence_status,
        fence_clear,
        fence_force,
        fence_dry_run,
        drill_split,
        drill_failover,
        handoff
    };
    What what{};
    std::string instance;             // "" where all are meant
    bool clear = false;               // ends a yield or a hold
    std::chrono::seconds duration{};  // of a drill, or a handoff
    unsigned uid = 0;                 // of the caller
    bool operator==(const Request&) const = default;
};

// {"verb":"yield","instance":"web","clear":true}; what is wrong with it, in words.
std::expected<Request, std::string> read_request(const nlohmann::json& request, unsigned uid);

// Of {"verb":"events","since_seconds":600,"after":0}: how far back, and after which of them.
struct EventsWanted {
    std::chrono::seconds since{};
    std::uint64_t after = 0;
};
std::expected<EventsWanted, std::string> read_events_request(const nlohmann::json& request);

}  // namespace holdfast::app
