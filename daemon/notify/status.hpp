// What became of what was told, for metrics and people: one picture.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/net/time.hpp"
#include "daemon/notify/settings.hpp"

namespace holdfast::notify {

enum class Result : std::uint8_t {
    ok,             // exit code 0
    failed,         // another, or a signal
    timeout,        // it was killed when its time was up
    could_not_run,  // it did not begin
    dropped,        // too many waited: the oldest gave way
};
inline constexpr std::array results{Result::ok, Result::failed, Result::timeout, Result::could_not_run,
                                    Result::dropped};
std::string_view label(Result result);  // the enumerator's name

struct PartyStatus {
    Key key;
    std::array<std::uint64_t, results.size()> runs{};
    std::size_t waiting = 0;                      // those at work among them
    std::string last{};                           // "master: exit code 2: no such table"; "": none has ended yet
    std::optional<net::Instant> failing_since{};  // none: the last one ended well
    bool operator==(const PartyStatus&) const = default;
};

struct OutletStatus {
    std::string outlet;         // "mail", "webhook", "alertmanager"
    std::string target;         // without a password
    std::uint64_t sent = 0;     // and accepted
    std::uint64_t retried = 0;  // attempts that failed, and are made again
    std::uint64_t refused = 0;  // for good
    std::uint64_t dropped = 0;  // too many waited, or for too long
    std::size_t waiting = 0;
    std::optional<net::Instant> last_sent{};
    std::string trouble{};                        // of the last attempt; "": it was well
    std::optional<net::Instant> failing_since{};  // none: the last attempt was well
    bool operator==(const OutletStatus&) const = default;
};

struct StreamStatus {
    std::size_t readers = 0;
    std::uint64_t lines = 0;
    std::uint64_t slow = 0;     // readers that were dropped since they did not read
    std::uint64_t refused = 0;  // since there were too many
    bool operator==(const StreamStatus&) const = default;
};

struct Status {
    std::vector<PartyStatus> parties;  // in the order of the settings
    std::vector<OutletStatus> outlets;
    StreamStatus stream;
    std::uint64_t untold = 0;  // happenings that were too many at once
    bool operator==(const Status&) const = default;
};

}  // namespace holdfast::notify
