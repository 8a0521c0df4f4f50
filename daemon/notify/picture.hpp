// How things stand by what has happened: the last state of each party, and the detector's last word on it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "daemon/notify/happening.hpp"

namespace holdfast::notify {

struct Situation {
    std::optional<engine::Proclaim> state{};  // none: it has not begun
    UnixTime since{};
    std::string verdict = "healthy";
    detector::Severity severity{};
    std::string reason{};  // of the verdict
    bool operator==(const Situation&) const = default;
};

class Picture {
public:
    void take(const Happening& happening);
    // Those of parties that are no longer are forgotten.
    void keep(const std::vector<Party>& parties);
    const Situation& of(const Key& key) const;

private:
    std::map<Key, Situation> standings_;
};

}  // namespace holdfast::notify
