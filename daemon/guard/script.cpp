#include "daemon/guard/script.hpp"

#include <cerrno>
#include <cstdio>

#include <unistd.h>

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

#include "daemon/io/error.hpp"
#include "daemon/io/trusted_path.hpp"

namespace holdfast::guard {
namespace {

constexpr int cannot = 127;  // as shells say it

int refuse(const std::string& doing) {
    ::dprintf(STDERR_FILENO, "cannot %s", io::Error{errno, doing}.text().c_str());
    return cannot;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

// None: root. So it is where there is no such user, as is documented, and warned of when the configuration is loaded.
const passwd* find_user(const std::string& name) {
    return name.empty() ? nullptr : ::getpwnam(name.c_str());
}

bool become(const passwd* user) {
    if (user == nullptr) return true;
    return ::initgroups(user->pw_name, user->pw_gid) == 0 && ::setgid(user->pw_gid) == 0 && ::setuid(user->pw_uid) == 0;
}

std::vector<std::string> environment_of(const fence::Order& order) {
    std::vector<std::string> environment{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
    for (const auto& [name, value] : order.environment) {
        if (name.starts_with("HOLDFAST_")) environment.push_back(fmt::format("{}={}", name, value));
    }
    return environment;
}

int exec(const std::vector<std::string>& command, const std::vector<std::string>& environment) {
    ::execve(command.front().c_str(), pointers(command).data(), pointers(environment).data());
    return refuse("run " + command.front());
}

// Much may have happened to the file since the configuration was loaded.
int run(const std::vector<std::string>& command, const std::string& user_name,
        const std::vector<std::string>& environment) {
    const passwd* user = find_user(user_name);
    const auto objections = io::objections_to(command.front(), user == nullptr ? 0 : user->pw_uid);
    if (!objections.empty()) {
        ::dprintf(STDERR_FILENO, "not run: %s", objections.front().what.c_str());
        return cannot;
    }
    return become(user) ? exec(command, environment) : refuse("become " + user_name);
}

}  // namespace

Task command_task(const fence::Order& order, const Equipment& equipment) {
    return {.order = order.id,
            .step = fence::Step::command,
            .queue = "command " + order.instance,
            .work = [command = equipment.fence.command, user = equipment.script_user,
                     environment = environment_of(order)] { return run(command, user, environment); },
            .input = order.details};
}

}  // namespace holdfast::guard
