// holdfast: asks and directs the daemon of this host.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <thread>

#include <unistd.h>

#include "daemon/cli/command_line.hpp"

namespace {

// https://no-color.org
bool wants_colour(int fd) {
    const char* refused = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    const bool dumb = terminal != nullptr && std::string_view{terminal} == "dumb";
    return isatty(fd) == 1 && (refused == nullptr || *refused == '\0') && !dumb;
}

bool wait_a_second() {
    std::this_thread::sleep_for(std::chrono::seconds{1});
    return std::cout.good();
}

}  // namespace

int main(int argc, char** argv) {
    using namespace holdfast::cli;
    const Session session{.out = std::cout,
                          .err = std::cerr,
                          .colour = wants_colour(STDOUT_FILENO),
                          .colour_errors = wants_colour(STDERR_FILENO),
                          .terminal = isatty(STDOUT_FILENO) == 1,
                          .ask = {},
                          .now = [] { return std::chrono::system_clock::now(); },
                          .wait = wait_a_second};
    return static_cast<int>(run({argv + 1, argv + argc}, session));
}
