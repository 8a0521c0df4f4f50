#include "client.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace holdfast::metrics {

Connection::Connection(std::uint16_t port) : fd_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error{"cannot connect to the server"};
    }
}

Connection::~Connection() {
    if (fd_ >= 0) close(fd_);
}

Connection::Connection(Connection&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

void Connection::send(const std::string& bytes) const {
    ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

std::string Connection::receive_all() const {
    std::string received;
    std::array<char, 4096> chunk{};
    for (ssize_t n = 0; (n = recv(fd_, chunk.data(), chunk.size(), 0)) > 0;) {
        received.append(chunk.data(), static_cast<std::size_t>(n));
    }
    return received;
}

std::string request(std::uint16_t port, const std::string& method, const std::string& target,
                    const std::string& headers) {
    const Connection connection{port};
    connection.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    return connection.receive_all();
}

int status_of(const std::string& answer) {
    return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3));
}

std::string body_of(const std::string& answer) {
    const auto end_of_head = answer.find("\r\n\r\n");
    return end_of_head == answer.npos ? std::string{} : answer.substr(end_of_head + 4);
}

}  // namespace holdfast::metrics
