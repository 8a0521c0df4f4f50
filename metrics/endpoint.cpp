#include "metrics/endpoint.hpp"

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <vector>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace holdfast::metrics {
namespace {

// What binding fails with, or 0.
int bind_error(const sockaddr_in& endpoint) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return errno;
    const int reuse = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
    const bool bound = bind(fd, reinterpret_cast<const sockaddr*>(&endpoint), sizeof endpoint) == 0;
    const int error = bound ? 0 : errno;
    close(fd);
    return error;
}

std::vector<int> open_descriptors() {
    std::vector<int> all;
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd", unreadable}) {
        const std::string name = entry.path().filename();
        int fd = 0;
        std::from_chars(name.data(), name.data() + name.size(), fd);
        all.push_back(fd);
    }
    return all;
}

bool listens_at(int fd, const sockaddr_in& endpoint) {
    int listening = 0;
    socklen_t size = sizeof listening;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0) return false;
    sockaddr_in bound{};
    size = sizeof bound;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0 || bound.sin_family != AF_INET) return false;
    return bound.sin_port == endpoint.sin_port && bound.sin_addr.s_addr == endpoint.sin_addr.s_addr;
}

std::string in_words(int error) {
    switch (error) {
        case EADDRINUSE:
            return "address already in use";
        case EADDRNOTAVAIL:
            return "no interface has this address";
        case EACCES:
            return "permission denied";
        default:
            return fmt::format("cannot listen (errno {})", error);
    }
}

}  // namespace

std::expected<sockaddr_in, std::string> free_endpoint(const std::string& host, std::uint16_t port) {
    sockaddr_in endpoint{};
    endpoint.sin_family = AF_INET;
    endpoint.sin_port = htons(port);
    if (inet_pton(AF_INET, host.c_str(), &endpoint.sin_addr) != 1) {
        return std::unexpected{fmt::format("{}:{}: not an IPv4 address, and HTTP listens on IPv4 only", host, port)};
    }
    if (const int error = bind_error(endpoint); error != 0) {
        return std::unexpected{fmt::format("{}:{}: {}", host, port, in_words(error))};
    }
    return endpoint;
}

void keep_silent_ones_waiting(const sockaddr_in& endpoint, int seconds) {
    for (const int fd : open_descriptors()) {
        if (listens_at(fd, endpoint)) setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds);
    }
}

void knock(const sockaddr_in& endpoint) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return;
    static_cast<void>(connect(fd, reinterpret_cast<const sockaddr*>(&endpoint), sizeof endpoint));
    send(fd, "\n", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(fd);
}

}  // namespace holdfast::metrics
