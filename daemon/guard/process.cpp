#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "daemon/guard/guard.hpp"
#include "daemon/guard/start.hpp"
#include "daemon/guard/strays.hpp"
#include "daemon/guard/watch.hpp"
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

void close_all_but(int first, int second) {
    const auto low = static_cast<unsigned>(std::min(first, second));
    const auto high = static_cast<unsigned>(std::max(first, second));
    if (low > 3) ::close_range(3, low - 1, 0);
    if (high > low + 1) ::close_range(low + 1, high - 1, 0);
    ::close_range(high + 1, ~0U, 0);
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

int run(int engine_fd, int page_fd) {
    ::prctl(PR_SET_NAME, process_name);
    ignore_signals();
    adopt_strays();
    close_all_but(engine_fd, page_fd);
    if (::chdir("/") != 0) return 1;
    // Where it is not permitted the guard is later under load, and a guard all the same.
    [[maybe_unused]] const auto realtime = io::become_realtime(realtime_priority);

    io::Fd engine{engine_fd};
    auto page = Page::open(io::Fd{page_fd});
    auto netlink = io::Netlink::open();
    auto timer = io::Timer::open();
    if (!page || !netlink || !timer || !send_message(engine, ready_message)) return 1;
    Watch{std::move(engine), std::move(*page), std::move(*netlink), std::move(*timer)}.run();
    return 0;
}

}  // namespace

std::optional<int> run_if_guard(int argc, char** argv) {
    if (argc != 3 || std::string_view{argv[0]} != process_name) return std::nullopt;
    const auto engine = number(argv[1]);
    const auto page = number(argv[2]);
    if (!engine || !page) return 2;
    return run(*engine, *page);
}

}  // namespace holdfast::guard
