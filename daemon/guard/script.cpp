#include "daemon/guard/script.hpp"

#include <cerrno>
#include <cstdio>

#include <unistd.h>

#include <fmt/format.h>
#include <grp.h>

#include "daemon/io/child.hpp"
#include "daemon/io/error.hpp"
#include "daemon/io/privileges.hpp"
#include "daemon/io/trusted_command.hpp"

namespace holdfast::guard {
namespace {

constexpr int cannot = 127;  // as shells say it

int refuse(const std::string& doing) {
    ::dprintf(STDERR_FILENO, "cannot %s", io::Error{errno, doing}.text().c_str());
    return cannot;
}

// "": root, as which we run.
bool become(const io::User& user) {
    if (user.name.empty()) return true;
    return ::initgroups(user.name.c_str(), user.gid) == 0 && ::setgid(user.gid) == 0 && ::setuid(user.uid) == 0;
}

std::vector<std::string> environment_of(const fence::Order& order) {
    std::vector<std::string> environment{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
    for (const auto& [name, value] : order.environment) {
        if (name.starts_with("HOLDFAST_")) environment.push_back(fmt::format("{}={}", name, value));
    }
    return environment;
}

int exec(const std::vector<std::string>& command, const std::vector<std::string>& environment) {
    ::execve(command.front().c_str(), io::pointers_to(command).data(), io::pointers_to(environment).data());
    return refuse("run " + command.front());
}

int refuse_to_run(const std::string& why) {
    ::dprintf(STDERR_FILENO, "not run: %s", why.c_str());
    return cannot;
}

// Much may have happened to files and users since the configuration was loaded.
int run(const std::vector<std::string>& command, const std::string& user_name,
        const std::vector<std::string>& environment) {
    const auto user = user_name.empty() ? io::User{} : io::find_user(user_name);
    if (!user) return refuse_to_run("there is no user " + user_name);
    io::Looks looks;
    const auto objections = io::objections_to_command(command, user->uid, looks);
    if (!objections.empty()) return refuse_to_run(objections.front().what);
    return become(*user) ? exec(command, environment) : refuse("become " + user_name);
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
