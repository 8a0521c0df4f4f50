#include <array>
#include <string_view>

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "daemon/guard/guard.hpp"
#include "daemon/guard/start.hpp"
#include "daemon/guard/strays.hpp"
#include "daemon/guard/watch.hpp"
#include "daemon/io/again.hpp"
#include "daemon/io/realtime.hpp"

namespace holdfast::guard {
namespace {

constexpr int realtime_priority = 11;  // one above the engine's

// The engine ends us by closing its socket; a signal to the whole service must not.
// Nor may a script that does not read what it is told.
void ignore_signals() {
    for (const int number : std::array{SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE}) {
        ::signal(number, SIG_IGN);
    }
}

int run(int engine_fd, int page_fd, int outfitter_fd) {
    ::prctl(PR_SET_NAME, process_name);
    ignore_signals();
    adopt_strays();
    io::close_all_but({engine_fd, page_fd, outfitter_fd});
    if (::chdir("/") != 0) return 1;
    // Where it is not permitted the guard is later under load, and a guard all the same.
    [[maybe_unused]] const auto realtime = io::become_realtime(realtime_priority);

    io::Fd engine{engine_fd};
    io::Fd outfitter{outfitter_fd};
    auto page = Page::open(io::Fd{page_fd});
    auto netlink = io::Netlink::open();
    auto timer = io::Timer::open();
    if (!page || !netlink || !timer || !io::send_message(engine, ready_message)) return 1;
    Watch{std::move(engine), std::move(outfitter), std::move(*page), std::move(*netlink), std::move(*timer)}.run();
    return 0;
}

}  // namespace

std::optional<int> run_if_guard(int argc, char** argv) {
    if (argc != 4 || std::string_view{argv[0]} != process_name) return std::nullopt;
    const auto engine = io::number_in(argv[1]);
    const auto page = io::number_in(argv[2]);
    const auto outfitter = io::number_in(argv[3]);
    if (!engine || !page || !outfitter) return 2;
    return run(*engine, *page, *outfitter);
}

}  // namespace holdfast::guard
