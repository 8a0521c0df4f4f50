#include "metrics/endpoint.hpp"

#include <cerrno>

#include <arpa/inet.h>
#include <sys/socket.h>
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

void knock(const sockaddr_in& endpoint) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return;
    connect(fd, reinterpret_cast<const sockaddr*>(&endpoint), sizeof endpoint);
    close(fd);
}

}  // namespace holdfast::metrics
