#include "daemon/io/looks.hpp"

#include <array>
#include <cerrno>

#include <unistd.h>

#include <limits.h>

namespace holdfast::io {
namespace {

Look look_at(const char* path) {
    Look look;
    if (::lstat(path, &look.about) != 0) {
        look.error = errno;
    } else if (S_ISLNK(look.about.st_mode)) {
        std::array<char, PATH_MAX> target{};
        const auto size = ::readlink(path, target.data(), target.size());
        if (size > 0) look.leads_to.assign(target.data(), static_cast<std::size_t>(size));
    }
    return look;
}

}  // namespace

const Look& Looks::at(const std::string& path) {
    const auto [seen, is_new] = seen_.try_emplace(path);
    if (is_new) seen->second = look_at(path.c_str());
    return seen->second;
}

}  // namespace holdfast::io
