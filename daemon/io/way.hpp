// The way that the kernel goes to a file: each folder, each link and what it leads to, a component at a time.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/io/looks.hpp"

namespace holdfast::io {

struct Step {
    std::string path;
    const Look* look = nullptr;  // one of the looks that the way was found with
};

// From / on. The last one is the file, or where the way ends: at what is missing or cannot be reached, or at a link
// that leads nowhere. `path` is a whole one.
std::vector<Step> way_to(const std::filesystem::path& path, Looks& looks);

}  // namespace holdfast::io
