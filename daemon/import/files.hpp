// The file system as an import sees it: what a file says, and which files match.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

namespace holdfast::import {

struct Files {
    // The text, or why not.
    std::function<std::expected<std::string, std::string>(const std::string& path)> read;
    // Existing files that match a shell pattern, in order. A name without wildcards matches itself, if it is there.
    std::function<std::vector<std::string>(const std::string& pattern)> matching;
};

}  // namespace holdfast::import
