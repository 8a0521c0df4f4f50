// What happens, in few words.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "daemon/notify/happening.hpp"

namespace holdfast::notify {

using namespace std::chrono_literals;

inline constexpr UnixTime some_day{1'800'000'000s};

inline Happening becomes(engine::Standing standing, std::string name = "web",
                         std::optional<engine::Standing> before = engine::Standing::backup) {
    return {
        .at = some_day,
        .what = engine::Proclaim{engine::Subject::instance, std::move(name), standing, before, 100, "heard nothing"}};
}

inline Happening group_becomes(engine::Standing standing) {
    return {.at = some_day, .what = engine::Proclaim{engine::Subject::group, "gw", standing, {}, 0, "all are"}};
}

inline Happening verdict_becomes(const std::string& to, const std::string& from = "healthy") {
    return {
        .at = some_day,
        .what = net::Note{net::Level::error,
                          "verdict",
                          "web",
                          {{"from", from}, {"to", to}, {"severity", "critical"}, {"reason", "10.0.0.2 answers too"}}}};
}

inline Party web(Scripts scripts = {}) {
    return {.key = {engine::Subject::instance, "web"},
            .scripts = std::move(scripts),
            .addresses = {"192.0.2.10/24", "192.0.2.11/24"},
            .interface = "eth0",
            .vrid = 51,
            .family = "ipv4"};
}

// A script of this name for each slot.
inline Scripts for_all() {
    Scripts scripts;
    for (const Slot slot : slots) scripts[slot] = {"/" + std::string{label(slot)}};
    return scripts;
}

}  // namespace holdfast::notify
