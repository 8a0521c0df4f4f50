#include "daemon/runner/safety.hpp"

#include <deque>

#include <sys/stat.h>

#include <fmt/format.h>
#include <pwd.h>

#include "daemon/io/error.hpp"

namespace holdfast::runner {
namespace {

constexpr int most_links = 40;  // as the kernel has it
constexpr mode_t permissions = 07777;

class Inspection {
public:
    Inspection(const User& user, Looks& looks) : user_{user}, looks_{looks} {}

    std::vector<std::string> of(const std::string& program) {
        if (!program.starts_with('/')) return {fmt::format("{} is not a whole path, from / on", program)};
        todo_ = parts_of(program);
        if (const Look& root = looks_.at("/"); root.error == 0) look_at_folder("/", root.about);
        while (!todo_.empty() && !broken_) step();
        if (!broken_ && !is_seen_) give_up(program + " is not a file");
        return std::move(objections_);
    }

private:
    static std::deque<std::string> parts_of(const std::string& path) {
        std::deque<std::string> parts;
        for (std::size_t begin = 0; begin < path.size();) {
            const std::size_t end = std::min(path.find('/', begin), path.size());
            if (end > begin) parts.push_back(path.substr(begin, end - begin));
            begin = end + 1;
        }
        return parts;
    }

    void step() {
        const std::string part = todo_.front();
        todo_.pop_front();
        if (part == ".") return;
        if (part == "..") {
            at_.resize(at_.rfind('/') == std::string::npos ? 0 : at_.rfind('/'));
            return;
        }
        const std::string path = at_ + "/" + part;
        const Look& look = looks_.at(path);
        const struct stat& about = look.about;
        if (look.error != 0) return give_up(path + ": " + io::describe(look.error));
        if (S_ISLNK(about.st_mode)) return follow(path, look);
        at_ = path;
        if (!todo_.empty()) return look_at_folder(path, about);
        look_at_program(path, about);
    }

    // Who may replace a link may write in its folder, or owns it where that is sticky.
    void follow(const std::string& path, const Look& look) {
        const std::string& to = look.leads_to;
        if (to.empty() || ++links_ > most_links) return give_up(path + " leads nowhere");
        look_at_owner(path, look.about);
        if (to.starts_with('/')) at_.clear();
        std::deque<std::string> parts = parts_of(to);
        todo_.insert(todo_.begin(), parts.begin(), parts.end());
    }

    void look_at_folder(const std::string& path, const struct stat& about) {
        if (!S_ISDIR(about.st_mode)) return give_up(path + " is not a folder");
        look_at_owner(path, about);
        if ((about.st_mode & S_ISVTX) == 0) look_at_writers(path, about);
        if (!may_execute(about)) object(path, "cannot be entered by " + user_.name, about, "x");
    }

    void look_at_program(const std::string& path, const struct stat& about) {
        if (!S_ISREG(about.st_mode)) return give_up(path + " is not a file");
        is_seen_ = true;
        look_at_owner(path, about);
        look_at_writers(path, about);
        if (!may_execute(about)) object(path, "is not executable for " + user_.name, about, "x");
    }

    void look_at_owner(const std::string& path, const struct stat& about) {
        if (about.st_uid == 0 || about.st_uid == user_.uid) return;
        const passwd* owner = ::getpwuid(about.st_uid);
        objections_.push_back(fmt::format(
            "{} belongs to {}, who is neither root nor {}", path,
            owner == nullptr ? "user " + std::to_string(about.st_uid) : std::string{owner->pw_name}, user_.name));
    }

    void look_at_writers(const std::string& path, const struct stat& about) {
        if ((about.st_mode & S_IWOTH) != 0) object(path, "is writable by others", about, "o+w");
        const bool is_own_group = user_.uid != 0 && about.st_gid == user_.gid;
        if ((about.st_mode & S_IWGRP) != 0 && about.st_gid != 0 && !is_own_group) {
            object(path, fmt::format("is writable by its group {}", about.st_gid), about, "g+w");
        }
    }

    bool may_execute(const struct stat& about) const {
        if (user_.uid == 0) return S_ISDIR(about.st_mode) || (about.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0;
        if (about.st_uid == user_.uid) return (about.st_mode & S_IXUSR) != 0;
        return (about.st_mode & (user_.is_in(about.st_gid) ? S_IXGRP : S_IXOTH)) != 0;
    }

    void object(const std::string& path, const std::string& what, const struct stat& about, const char* bit) {
        objections_.push_back(fmt::format("{} {} (mode {:04o}, bit {})", path, what, about.st_mode & permissions, bit));
    }
    void give_up(std::string why) {
        objections_.push_back(std::move(why));
        broken_ = true;
    }

    const User& user_;
    Looks& looks_;
    std::deque<std::string> todo_;
    std::string at_;  // "" is /
    int links_ = 0;
    bool is_seen_ = false;  // the program
    bool broken_ = false;
    std::vector<std::string> objections_;
};

}  // namespace

std::vector<std::string> unsafe(const std::string& program, const User& user, Looks& looks) {
    return Inspection{user, looks}.of(program);
}

std::vector<std::string> unsafe(const std::string& program, const User& user) {
    Looks looks;
    return unsafe(program, user, looks);
}

std::vector<std::string> unsafe(const std::string& program, const std::string& user) {
    const auto found = find_user(user);
    if (!found) return {"there is no user " + user};
    return unsafe(program, *found);
}

}  // namespace holdfast::runner
