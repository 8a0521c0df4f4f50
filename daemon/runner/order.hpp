// What the engine says to its runner, and hears.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "daemon/net/time.hpp"
#include "daemon/runner/command.hpp"

namespace holdfast::runner {

using OrderId = std::uint64_t;  // the engine's to choose, each once

struct Run {
    OrderId id = 0;
    Generation generation = 0;
    std::uint32_t command = 0;  // its place in the list
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> environment;  // names other than HOLDFAST_… are left out
    std::string input;
    std::string queue;  // one at a time, in order, of each queue; "": at once
    bool operator==(const Run&) const = default;
};

struct Kill {  // with its process group, or before it began; Ended follows
    OrderId id = 0;
    bool operator==(const Kill&) const = default;
};

enum class Fate : std::uint8_t {
    exited,       // value: its exit code
    signalled,    // value: the signal
    timed_out,    // it was killed when its time was up
    killed,       // it was killed as ordered
    stuck,        // it was killed and is still there: the kernel does not let it go
    not_started,  // why: the reason
};

struct Ended {
    OrderId id = 0;
    Fate fate = Fate::exited;
    int value = 0;
    std::string why;
    std::string output;    // up to 4 KiB of what it said
    net::Duration took{};  // since it began
    bool operator==(const Ended&) const = default;
};
// "exit code 2", "killed by signal 11 (Segmentation fault)"
std::string describe(const Ended& ended);

}  // namespace holdfast::runner
