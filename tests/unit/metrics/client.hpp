// A blocking HTTP client over loopback, no cleverer than the tests need.
#pragma once

#include <cstdint>
#include <string>

namespace holdfast::metrics {

// A connection that is closed at the end.
class Connection {
public:
    explicit Connection(std::uint16_t port);
    ~Connection();
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;

    void send(const std::string& bytes) const;
    std::string receive_all() const;  // until the server closes

private:
    int fd_ = -1;
};

// The whole answer, status line and headers included.
std::string request(std::uint16_t port, const std::string& method, const std::string& target,
                    const std::string& headers = {});

int status_of(const std::string& answer);
std::string body_of(const std::string& answer);

}  // namespace holdfast::metrics
