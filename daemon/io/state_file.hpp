// Small files that survive a crash whole: written beside their place, synced, renamed, and the folder synced. No link
// is followed to the file itself.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/io/error.hpp"

namespace holdfast::io {

// Readable by its owner alone. Waits for the disk.
Result<void> write_state_file(const std::filesystem::path& folder, const std::string& name, std::string_view content);

// None where there is no such file. Fails also for what is not a regular file, what belongs to a user who is neither
// root nor ourselves, what others may write, and what is larger than 1 MiB.
Result<std::optional<std::string>> read_state_file(const std::filesystem::path& folder, const std::string& name);

}  // namespace holdfast::io
