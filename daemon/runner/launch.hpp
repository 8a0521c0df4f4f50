// Starts a runner's process, with the rights of who calls this, and tells it what it may run. Who does is its
// outfitter, and no engine: an engine that was broken into can have run what was configured, and nothing else.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/io/parcel.hpp"
#include "daemon/runner/command.hpp"

namespace holdfast::runner {

struct Launched {
    io::Fd process;    // readable when it has ended
    io::Fd outfitter;  // our end
};

// `engine` is the runner's end; it stays open here.
io::Result<Launched> launch(const io::Fd& engine, Duty duty, std::span<const Command> commands);

// Those may be ordered too from now on, as of their generation; all of them, each time. Never waits.
io::Result<void> outfit(const io::Fd& outfitter, std::span<const Command> commands);

// What outfit() has sent.
std::optional<std::vector<Command>> commands_in(const io::Parcel& parcel);

}  // namespace holdfast::runner
