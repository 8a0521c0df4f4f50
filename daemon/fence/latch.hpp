// Who is fenced, and how often it happened lately: kept on disk, so that a restart does not forget it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::fence {

using UnixTime = std::int64_t;  // seconds since 1970: the latch outlives a boot

struct Latched {
    std::string instance;
    std::string verdict;
    std::string reason;
    UnixTime at = 0;
    bool operator==(const Latched&) const = default;
};

struct Latch {
    std::vector<Latched> instances;
    std::vector<UnixTime> fences;  // of the last hour
    // The file cannot be understood, or is from the future: everything is fenced, for this reason.
    std::optional<std::string> unreadable;

    bool holds(const std::string& instance) const;
    std::optional<std::string> why(const std::string& instance) const;
    void fence(Latched entry, UnixTime now);
    void release(const std::string& instance);
    // The fuse: so many fences in the last hour that only an operator may release. A time to come counts, since a clock
    // that was set back must not mend the fuse.
    bool blown(int max_per_hour, UnixTime now) const;
    bool operator==(const Latch&) const = default;
};

}  // namespace holdfast::fence
