#include "daemon/io/service_manager.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include <sys/socket.h>
#include <sys/un.h>

namespace holdfast::io {

ServiceManager::ServiceManager() {
    const char* named = std::getenv("NOTIFY_SOCKET");
    const std::string_view name = named != nullptr ? named : "";
    auto* address = reinterpret_cast<sockaddr_un*>(&manager_.storage);
    if (name.size() < 2 || name.size() >= sizeof address->sun_path) return;
    address->sun_family = AF_UNIX;
    std::ranges::copy(name, address->sun_path);
    if (name.front() == '@') address->sun_path[0] = '\0';
    manager_.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    socket_ = Fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
}

void ServiceManager::tell(std::string_view news) const {
    if (!socket_) return;
    ::sendto(socket_.get(), news.data(), news.size(), MSG_DONTWAIT | MSG_NOSIGNAL, manager_.get(), manager_.length);
}

}  // namespace holdfast::io
