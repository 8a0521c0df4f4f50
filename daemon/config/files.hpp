// Files that the configuration consists of or names.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>

namespace holdfast::config {

// All that was read: the configuration, and the first line of each file of a secret that it names, by its path.
struct Contents {
    std::string text;
    std::map<std::string, std::string> secrets;
};

// The text, or why not: "cannot open: No such file or directory". At most 4 MiB.
std::expected<std::string, std::string> read_file(const std::filesystem::path& path);
// Makes a file in the folder and removes it; or why not, as an errno.
std::expected<void, int> try_to_write(const std::filesystem::path& folder);
bool others_may_read(const std::filesystem::path& path);

}  // namespace holdfast::config
