// Holds back what repeats itself: of each event about each subject 20 at once, then one a second. How many were held
// back, and the last of them, is said while it goes on, and when it ends. What tells who serves, why and who decided it
// is never held back.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/net/note.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::io {

class LogLimit {
public:
    static constexpr int burst = 20;
    static constexpr net::Duration pace = std::chrono::seconds{1};
    static constexpr net::Duration said_after = std::chrono::seconds{10};
    static constexpr std::size_t most_subjects = 512;  // beyond them, all of an event are one

    // False: it is counted instead.
    bool admits(const net::Note& note, net::Instant now);
    // `events_suppressed` of each whose time has come.
    std::vector<net::Note> due(net::Instant now);
    // And of all others.
    std::vector<net::Note> rest() { return due(net::Instant::max()); }
    std::optional<net::Instant> deadline() const;
    std::uint64_t held_back() const { return total_; }

private:
    using Key = std::pair<std::string, std::string>;  // event, subject
    struct Flow {
        net::Instant full_again{};  // when as many as ever may come at once
        std::uint64_t held_back = 0;
        net::Instant say_at{};
        net::Note last{};
        net::Level worst{};
    };
    Flow& flow_of(const net::Note& note, net::Instant now);

    std::map<Key, Flow> flows_;
    std::uint64_t total_ = 0;
};

}  // namespace holdfast::io
