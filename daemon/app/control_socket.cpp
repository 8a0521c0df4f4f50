#include "daemon/app/control_socket.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

#include <grp.h>

namespace holdfast::app {
namespace {

constexpr const char* name = "control.sock";
constexpr int backlog = 16;

io::Fd make_socket() {
    return io::Fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

}  // namespace

io::Result<io::Fd> bind_control_socket(const std::filesystem::path& run_dir) {
    const std::string path = (run_dir / name).string();
    const std::string doing = "bind " + path;
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    if (path.size() >= sizeof address.sun_path) return io::failed(doing, ENAMETOOLONG);
    std::memcpy(address.sun_path, path.c_str(), path.size());
    const auto* where = reinterpret_cast<const sockaddr*>(&address);

    std::error_code ignored;  // binding tells
    std::filesystem::create_directories(run_dir, ignored);
    if (::connect(make_socket().get(), where, sizeof address) == 0) return io::failed(doing, EADDRINUSE);
    ::unlink(path.c_str());  // of a daemon that is gone
    io::Fd socket = make_socket();
    const mode_t before = ::umask(S_IXUSR | S_IXGRP | S_IRWXO);
    const bool bound = socket && ::bind(socket.get(), where, sizeof address) == 0;
    const int error = errno;
    ::umask(before);
    if (!bound) return io::failed(doing, error);
    if (::listen(socket.get(), backlog) != 0) return io::failed(doing);
    if (const group* holdfast = ::getgrnam("holdfast")) {
        std::ignore = ::lchown(path.c_str(), static_cast<uid_t>(-1), holdfast->gr_gid);
    }
    return socket;
}

io::Result<void> unbind_control_socket(const std::filesystem::path& run_dir) {
    if (::unlink((run_dir / name).c_str()) != 0 && errno != ENOENT) return io::failed("remove the control socket");
    return {};
}

}  // namespace holdfast::app
