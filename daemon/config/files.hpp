// Files that the configuration consists of.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

namespace holdfast::config {

// The text, or why not: "cannot open: No such file or directory". At most 4 MiB.
std::expected<std::string, std::string> read_file(const std::filesystem::path& path);
bool others_may_read(const std::filesystem::path& path);

}  // namespace holdfast::config
