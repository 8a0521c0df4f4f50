#include "daemon/io/trusted_path.hpp"

#include <cerrno>
#include <string_view>
#include <utility>

#include <sys/stat.h>

#include <fmt/format.h>

#include "daemon/io/error.hpp"
#include "daemon/io/way.hpp"

namespace holdfast::io {
namespace {

namespace fs = std::filesystem;

constexpr mode_t permissions = 07777;

mode_t writers_besides_root(const struct stat& about) {
    const mode_t bits = about.st_gid == 0 ? S_IWOTH : S_IWGRP | S_IWOTH;
    return about.st_mode & bits;
}

class Inspection {
public:
    Inspection(uid_t owner, Looks& looks) : owner_{owner}, looks_{looks} {}

    std::vector<Objection> of(const fs::path& path) {
        if (!path.is_absolute()) return {{path.string() + " is not a whole path, from / on", "begin it with /"}};
        const std::vector<Step> way = way_to(path, looks_);
        for (const Step& step : way) look_at(step);
        if (!way.empty() && S_ISLNK(way.back().look->about.st_mode)) {
            object(way.back().path + " leads nowhere", "mend the link");
        }
        return std::move(objections_);
    }

private:
    void look_at(const Step& step) {
        const auto& [error, about, leads_to] = *step.look;
        if (error != 0) return miss(step.path, error);
        look_at_owner(step.path, about);
        if (!S_ISLNK(about.st_mode)) look_at_writers(step.path, about);
    }

    void miss(const std::string& name, int error) {
        if (error != ENOENT) return object(name + ": " + describe(error), "see that it can be reached");
        const Look& folder = looks_.at(fs::path{name}.parent_path());
        if (folder.error != 0 || !writers_besides_root(folder.about)) return;
        object("others may make " + name, "make it, or name another place");
    }

    // Of a link, too: who owns one in a sticky folder may replace it.
    void look_at_owner(const std::string& name, const struct stat& about) {
        if (about.st_uid == 0 || about.st_uid == owner_) return;
        object(fmt::format("{} belongs to user {}", name, about.st_uid), "chown -h root " + name);
    }

    // In a sticky folder, as /tmp, others replace only what is theirs.
    void look_at_writers(const std::string& name, const struct stat& about) {
        if (S_ISDIR(about.st_mode) && (about.st_mode & S_ISVTX) != 0) return;
        const mode_t writers = writers_besides_root(about);
        if ((writers & S_IWOTH) != 0) object_to_bit(name, "others", "o", about);
        if ((writers & S_IWGRP) != 0) object_to_bit(name, fmt::format("group {}", about.st_gid), "g", about);
    }

    void object_to_bit(const std::string& name, const std::string& who, std::string_view whose,
                       const struct stat& about) {
        const mode_t mode = about.st_mode & permissions;
        object(fmt::format("{} may be written by {} (mode {:04o}, {}+w)", name, who, mode, whose),
               fmt::format("chmod {}-w {}", whose, name));
    }

    void object(std::string what, std::string remedy) { objections_.push_back({std::move(what), std::move(remedy)}); }

    uid_t owner_;
    Looks& looks_;
    std::vector<Objection> objections_;
};

}  // namespace

std::vector<Objection> objections_to(const fs::path& path, uid_t owner, Looks& looks) {
    return Inspection{owner, looks}.of(path);
}

std::vector<Objection> objections_to(const fs::path& path, uid_t owner) {
    Looks looks;
    return objections_to(path, owner, looks);
}

}  // namespace holdfast::io
