#include "daemon/runner/safety.hpp"

#include <sys/stat.h>

#include <fmt/format.h>

#include "daemon/io/error.hpp"
#include "daemon/io/trusted_command.hpp"
#include "daemon/io/way.hpp"

namespace holdfast::runner {
namespace {

constexpr mode_t permissions = 07777;

bool may_execute(const User& user, const struct stat& about) {
    if (user.uid == 0) return S_ISDIR(about.st_mode) || (about.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
    if (about.st_uid == user.uid) return (about.st_mode & S_IXUSR) != 0;
    return (about.st_mode & (user.is_in(about.st_gid) ? S_IXGRP : S_IXOTH)) != 0;
}

// Why the user cannot execute it; empty: he can. Its way leads somewhere, if to nothing.
std::string obstacle(const std::string& program, const User& user, io::Looks& looks) {
    const std::vector<io::Step> way = io::way_to(program, looks);
    const auto& [file, last] = way.back();
    if (last->error != 0) return file + ": " + io::describe(last->error);
    if (!S_ISREG(last->about.st_mode)) return file + " is not a file";
    for (const auto& [path, look] : way) {
        const struct stat& about = look->about;
        if (S_ISLNK(about.st_mode) || may_execute(user, about)) continue;
        const std::string_view what = S_ISDIR(about.st_mode) ? "cannot be entered by" : "is not executable for";
        return fmt::format("{} {} {} (mode {:04o}, bit x)", path, what, user.name, about.st_mode & permissions);
    }
    return "";
}

}  // namespace

std::vector<std::string> unsafe(const std::vector<std::string>& command, const User& user, io::Looks& looks) {
    std::vector<std::string> all;
    for (io::Objection& objection : io::objections_to_command(command, user.uid, looks)) {
        all.push_back(std::move(objection.what));
    }
    if (!all.empty()) return all;
    if (std::string why = obstacle(command.front(), user, looks); !why.empty()) all.push_back(std::move(why));
    return all;
}

std::vector<std::string> unsafe(const std::vector<std::string>& command, const User& user) {
    io::Looks looks;
    return unsafe(command, user, looks);
}

}  // namespace holdfast::runner
