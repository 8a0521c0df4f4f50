// Settings of interfaces that were changed for a while, kept in a file until they are given back: what they were before
// must not be forgotten with the process that changed them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/sysctl.hpp"

namespace holdfast::io {

inline constexpr const char* borrowed_name = "borrowed-settings";  // below run_dir, which a boot empties

struct Borrowed {
    std::string interface;
    std::string key;  // of IPv4
    int before = 0;
    int now = 0;
    bool operator==(const Borrowed&) const = default;
};

// A line each.
std::string to_text(const std::vector<Borrowed>& all);
// All of it, or EINVAL with the line that is no such setting: the text is the engine's, and root writes what it says.
Result<std::vector<Borrowed>> parse_borrowed(const std::string& text);

// Each that is still as it was left, and the file goes. What cannot be understood is left as it is.
Result<void> give_back(const std::filesystem::path& run_dir);

}  // namespace holdfast::io
