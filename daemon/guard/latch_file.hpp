// The latch on disk: state_dir/fence.latch, JSON of version 1.
#pragma once

#include <filesystem>
#include <string>

#include "daemon/fence/latch.hpp"
#include "daemon/fence/order.hpp"
#include "daemon/io/error.hpp"

namespace holdfast::guard {

// Empty where there is none. A file that cannot be read, understood or trusted, and one from the future, is a latch
// that is `unreadable`: everything starts fenced.
fence::Latch read_latch(const std::filesystem::path& state_dir);
// The same from its text.
fence::Latch parse_latch(const std::string& text);

// Waits for the disk. A latch that is unreadable is left on disk as it is.
io::Result<void> write_latch(const std::filesystem::path& state_dir, const fence::Latch& latch);

fence::Latched latched(const fence::Order& order, fence::UnixTime at);
fence::UnixTime wall_clock();

}  // namespace holdfast::guard
