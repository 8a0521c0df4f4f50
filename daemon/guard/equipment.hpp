// What the guard needs to carry out a fence when everything else hangs.
#pragma once

#include <filesystem>
#include <string>

#include "daemon/fence/settings.hpp"

namespace holdfast::guard {

struct Equipment {
    fence::Settings fence;
    std::filesystem::path state_dir;  // holds the latch
    std::string script_user;          // "" : root
    bool operator==(const Equipment&) const = default;
};

// Of the latch, below state_dir.
inline constexpr const char* latch_name = "fence.latch";

}  // namespace holdfast::guard
