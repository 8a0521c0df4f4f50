// A Unix socket's place in the file system.
#pragma once

#include <filesystem>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::app {

inline constexpr const char* control_name = "control.sock";  // in node.run_dir

// Listening, for root and the group `holdfast` alone. Takes the place of a socket that nobody listens on any more, and
// of nothing else: EADDRINUSE when somebody answers there, EEXIST when that is no socket.
io::Result<io::Fd> bind_socket(const std::filesystem::path& path);
io::Result<void> unbind_socket(const std::filesystem::path& path);

}  // namespace holdfast::app
