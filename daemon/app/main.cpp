// holdfastd: exit codes 0 after an orderly stop, 1 what another start may mend (and a missing permission, or a second
// daemon), 2 usage, 4 wrong configuration.

#include <cerrno>
#include <csignal>
#include <cstdio>

#include <unistd.h>

#include "daemon/app/daemon.hpp"
#include "daemon/app/options.hpp"
#include "daemon/app/steward.hpp"
#include "daemon/config/config.hpp"
#include "daemon/guard/guard.hpp"
#include "daemon/io/name_holder.hpp"
#include "daemon/io/privileges.hpp"
#include "daemon/io/single.hpp"
#include "daemon/runner/runner.hpp"

namespace {

using namespace holdfast;

constexpr int failed = 1;
constexpr int configuration_invalid = 4;

int complain(const std::string& error, const char* hint = nullptr) {
    std::fprintf(stderr, "error: %s\n", error.c_str());
    if (hint) std::fprintf(stderr, "hint: %s\n", hint);
    return failed;
}

int refuse(const std::vector<config::Diagnostic>& errors) {
    std::fputs(config::render(errors, ::isatty(STDERR_FILENO) != 0).c_str(), stderr);
    return configuration_invalid;
}

int check(const app::Options& options) {
    const auto loaded = config::load(options.config);
    if (!loaded) return refuse(loaded.error());
    std::fputs(config::render(loaded->warnings, ::isatty(STDERR_FILENO) != 0).c_str(), stderr);
    std::printf("%s: valid, %zu instances\n", options.config.c_str(), loaded->config.engine.instances.size());
    return 0;
}

// Another daemon was begun as root or by the unit.
bool is_a_stranger_here() {
    const auto holder = io::holder_of(io::daemon_name, io::uid_of(config::NodeSettings{}.user));
    return holder && *holder == io::Holder::stranger;
}

int run(const app::Options& options) {
    if (!io::has_net_capabilities()) {
        return complain("CAP_NET_ADMIN and CAP_NET_RAW are missing", "start as root, or grant both capabilities");
    }
    const io::Result<io::Fd> claim = io::claim_namespace();
    if (!claim) {
        if (claim.error().code != EADDRINUSE) return complain(claim.error().text());
        if (!is_a_stranger_here()) return complain("another holdfastd runs in this network namespace");
        return complain("the abstract socket name holdfast/daemon is held by a process of neither root nor holdfast",
                        "`ss -xap` shows it: end it");
    }
    io::Result<app::Steward> steward = app::Steward::find(options.config);
    if (!steward) return complain(steward.error().text());
    io::Result<app::Reading> reading = steward->read_configuration();
    if (!reading) return complain(reading.error().text());
    app::Reading& loaded = *reading;
    if (!loaded) return refuse(loaded.error());  // a predecessor's guard stays on duty
    if (options.log_format) loaded->config.log.format = *options.log_format;

    io::Result<app::Essentials> essentials = app::Essentials::open(std::move(*steward), loaded->config);
    if (!essentials) return complain(essentials.error().text());

    const engine::LeftoversFound leftovers = std::move(essentials->leftovers);
    app::Daemon daemon{*loaded, options, std::move(*essentials)};
    daemon.run(leftovers);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (const std::optional<int> guard = guard::run_if_guard(argc, argv)) return *guard;
    if (const std::optional<int> runner = runner::run_if_runner(argc, argv)) return *runner;
    std::signal(SIGCHLD, SIG_IGN);  // the kernel buries a dead guard; its pidfd tells us
    const auto options = app::parse_options(argc, argv);
    if (const int* code = std::get_if<int>(&options)) return *code;
    const app::Options& chosen = std::get<app::Options>(options);
    if (chosen.steward) return app::Steward::serve(chosen.config);
    return chosen.check ? check(chosen) : run(chosen);
}
