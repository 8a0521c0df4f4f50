#include "daemon/io/log_journal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include <sys/socket.h>
#include <sys/un.h>

namespace holdfast::io {

LogJournal::LogJournal(const std::filesystem::path& socket) {
    const std::string& path = socket.native();
    auto* address = reinterpret_cast<sockaddr_un*>(&journal_.storage);
    if (path.size() >= sizeof address->sun_path) return;
    address->sun_family = AF_UNIX;
    std::ranges::copy(path, address->sun_path);
    journal_.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
    socket_ = Fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
}

// By its name each time, so that one that was started again is found.
bool LogJournal::take(std::string_view entry) const {
    if (!socket_) return false;
    ssize_t sent = -1;
    do {
        sent = ::sendto(socket_.get(), entry.data(), entry.size(), MSG_NOSIGNAL, journal_.get(), journal_.length);
    } while (sent < 0 && errno == EINTR);
    return sent >= 0;
}

}  // namespace holdfast::io
