// The control socket's place in the file system.
#pragma once

#include <filesystem>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::app {

// Listening, for root and the group `holdfast` alone. Fails with EADDRINUSE when another daemon answers there.
io::Result<io::Fd> bind_control_socket(const std::filesystem::path& run_dir);
io::Result<void> unbind_control_socket(const std::filesystem::path& run_dir);

}  // namespace holdfast::app
