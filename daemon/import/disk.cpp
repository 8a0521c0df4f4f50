#include "daemon/import/disk.hpp"

#include <filesystem>

#include <glob.h>

#include "daemon/config/files.hpp"

namespace holdfast::import {

namespace {

std::vector<std::string> matching(const std::string& pattern) {
    glob_t found{};
    std::vector<std::string> paths;
    if (::glob(pattern.c_str(), GLOB_BRACE | GLOB_MARK, nullptr, &found) == 0) {
        paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
        std::erase_if(paths, [](const std::string& path) { return path.ends_with('/'); });
    }
    ::globfree(&found);
    return paths;
}

}  // namespace

Files disk() {
    return {.read = [](const std::string& path) { return config::read_file(path); }, .matching = matching};
}

}  // namespace holdfast::import
