#include <fstream>
#include <string_view>

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/io/again.hpp"
#include "daemon/runner/foreman.hpp"
#include "daemon/runner/runner.hpp"
#include "daemon/runner/start.hpp"

namespace holdfast::runner {
namespace {

// The engine ends us by closing its socket; a signal to the whole service must not.
// Nor may a script that does not read what it is told. Caught and not ignored: who executes a program has them as by
// default then, which each child would have to see to.
void disregard_signals() {
    struct sigaction nothing{};
    nothing.sa_handler = [](int) {};
    nothing.sa_flags = SA_RESTART;
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE}) {
        ::sigaction(number, &nothing, nullptr);
    }
}

// What its children inherit. Each fails where it is as wanted already, or may not be: then they have what we have.
void become_ordinary() {
    const sched_param ordinary{};
    ::sched_setscheduler(0, SCHED_OTHER, &ordinary);
    ::setpriority(PRIO_PROCESS, 0, 0);
    std::ofstream{"/proc/self/oom_score_adj"} << 0;
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::umask(S_IRWXG | S_IRWXO);
}

int run(int engine_fd, int outfitter_fd, Duty duty) {
    ::prctl(PR_SET_NAME, process_name);
    disregard_signals();
    become_ordinary();
    if (duty == Duty::checks) adopt_strays();
    io::close_all_but({engine_fd, outfitter_fd});
    if (::chdir("/") != 0) return 1;

    io::Fd engine{engine_fd};
    io::Fd outfitter{outfitter_fd};
    auto timer = io::Timer::open();
    auto deaths = Deaths::open();
    if (!timer || !deaths || !io::send_message(engine, ready_message)) return 1;
    Foreman{std::move(engine), std::move(outfitter), std::move(*timer), std::move(*deaths), duty}.run();
    return 0;
}

}  // namespace

std::optional<int> run_if_runner(int argc, char** argv) {
    if (argc != 4 || std::string_view{argv[0]} != process_name) return std::nullopt;
    const auto engine = io::number_in(argv[1]);
    const auto outfitter = io::number_in(argv[2]);
    if (!engine || !outfitter) return 2;
    return run(*engine, *outfitter, std::string_view{argv[3]} == checks_word ? Duty::checks : Duty::notifications);
}

}  // namespace holdfast::runner
