// Starts the guard's process, with the rights of who calls this, and tells it what it may run. Who does is its
// outfitter, and no engine: an engine that was broken into can ask for what was configured, and for nothing else.
#pragma once

#include "daemon/guard/equipment.hpp"
#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::guard {

struct Launched {
    io::Fd process;    // readable when it has ended
    io::Fd outfitter;  // our end
};

// `engine` and `page` are the guard's ends; they stay open here.
io::Result<Launched> launch(const io::Fd& engine, const io::Fd& page, const Equipment& equipment);

// From the next order on. Never waits.
io::Result<void> outfit(const io::Fd& outfitter, const Equipment& equipment);

}  // namespace holdfast::guard
