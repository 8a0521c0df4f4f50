#include "daemon/io/trusted_path.hpp"

#include <cerrno>
#include <deque>
#include <string_view>

#include <sys/stat.h>
#include <system_error>

#include <fmt/format.h>

#include "daemon/io/error.hpp"

namespace holdfast::io {
namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40;  // as the kernel has it
constexpr mode_t permissions = 07777;

mode_t writers_besides_root(const struct stat& about) {
    const mode_t bits = about.st_gid == 0 ? S_IWOTH : S_IWGRP | S_IWOTH;
    return about.st_mode & bits;
}

// Goes the way that the kernel goes, a component at a time.
class Inspection {
public:
    explicit Inspection(uid_t owner) : owner_{owner} {}

    std::vector<Objection> of(const fs::path& path) {
        if (!path.is_absolute()) return {{path.string() + " is not a whole path", "begin it with /"}};
        todo_.assign(path.begin(), path.end());
        while (!todo_.empty() && !ended_) {
            const fs::path part = todo_.front();
            todo_.pop_front();
            step(part);
        }
        return std::move(objections_);
    }

private:
    void step(const fs::path& part) {
        if (part == "." || part.empty()) return;
        if (part == "..") {
            at_ = at_.parent_path();
            return;
        }
        at_ /= part;
        struct stat about{};
        if (::lstat(at_.c_str(), &about) != 0) return miss(errno);
        look_at_owner(about);
        if (S_ISLNK(about.st_mode)) return follow();
        look_at_writers(about);
    }

    void miss(int error) {
        ended_ = true;
        const std::string name = at_.string();
        if (error != ENOENT) return object(name + ": " + describe(error), "see that it can be reached");
        struct stat folder{};
        if (::lstat(at_.parent_path().c_str(), &folder) != 0 || !writers_besides_root(folder)) return;
        object("others may make " + name, "make it, or name another place");
    }

    void follow() {
        std::error_code error;
        const fs::path target = fs::read_symlink(at_, error);
        if (error || ++links_ > most_links) {
            ended_ = true;
            return object(at_.string() + " leads nowhere", "mend the link");
        }
        at_ = at_.parent_path();
        todo_.insert(todo_.begin(), target.begin(), target.end());
    }

    void look_at_owner(const struct stat& about) {
        if (about.st_uid == 0 || about.st_uid == owner_) return;
        const std::string name = at_.string();
        object(fmt::format("{} belongs to user {}", name, about.st_uid), "chown -h root " + name);
    }

    // In a sticky folder, as /tmp, others replace only what is theirs.
    void look_at_writers(const struct stat& about) {
        if (S_ISDIR(about.st_mode) && (about.st_mode & S_ISVTX) != 0) return;
        const mode_t writers = writers_besides_root(about);
        if ((writers & S_IWOTH) != 0) object_to_bit("others", "o", about);
        if ((writers & S_IWGRP) != 0) object_to_bit(fmt::format("group {}", about.st_gid), "g", about);
    }

    void object_to_bit(const std::string& who, std::string_view whose, const struct stat& about) {
        const std::string name = at_.string();
        const mode_t mode = about.st_mode & permissions;
        object(fmt::format("{} may be written by {} (mode {:04o}, {}+w)", name, who, mode, whose),
               fmt::format("chmod {}-w {}", whose, name));
    }

    void object(std::string what, std::string remedy) { objections_.push_back({std::move(what), std::move(remedy)}); }

    uid_t owner_;
    std::deque<fs::path> todo_;
    fs::path at_;
    int links_ = 0;
    bool ended_ = false;
    std::vector<Objection> objections_;
};

}  // namespace

std::vector<Objection> objections_to(const std::filesystem::path& path, uid_t owner) {
    return Inspection{owner}.of(path);
}

}  // namespace holdfast::io
