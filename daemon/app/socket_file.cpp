#include "daemon/app/socket_file.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <tuple>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

#include <grp.h>

namespace holdfast::app {
namespace {

constexpr int backlog = 16;

io::Fd make_socket() {
    return io::Fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
}

bool is_something_else(const std::string& path) {
    struct stat about{};
    return ::lstat(path.c_str(), &about) == 0 && !S_ISSOCK(about.st_mode);
}

}  // namespace

io::Result<io::Fd> bind_socket(const std::filesystem::path& path) {
    const std::string name = path.string();
    const std::string doing = "bind " + name;
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    if (name.size() >= sizeof address.sun_path) return io::failed(doing, ENAMETOOLONG);
    std::memcpy(address.sun_path, name.c_str(), name.size());
    const auto* where = reinterpret_cast<const sockaddr*>(&address);

    std::error_code ignored;  // binding tells
    std::filesystem::create_directories(path.parent_path(), ignored);
    if (is_something_else(name)) return io::failed(doing, EEXIST);
    if (::connect(make_socket().get(), where, sizeof address) == 0) return io::failed(doing, EADDRINUSE);
    ::unlink(name.c_str());  // of a daemon that is gone
    io::Fd socket = make_socket();
    const mode_t before = ::umask(S_IXUSR | S_IXGRP | S_IRWXO);
    const bool bound = socket && ::bind(socket.get(), where, sizeof address) == 0;
    const int error = errno;
    ::umask(before);
    if (!bound) return io::failed(doing, error);
    if (::listen(socket.get(), backlog) != 0) return io::failed(doing);
    if (const group* holdfast = ::getgrnam("holdfast")) {
        std::ignore = ::lchown(name.c_str(), static_cast<uid_t>(-1), holdfast->gr_gid);
    }
    return socket;
}

io::Result<void> unbind_socket(const std::filesystem::path& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return io::failed("remove " + path.string());
    return {};
}

}  // namespace holdfast::app
