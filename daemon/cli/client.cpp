#include "daemon/cli/client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <fmt/format.h>

#include "daemon/io/fd.hpp"

namespace holdfast::cli {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t longest_answer = 64 << 20;

Failure unreachable(const std::string& socket, int error) {
    std::string hint = "is holdfastd running? `systemctl status holdfast`; another socket: --socket PATH";
    if (error == EACCES || error == EPERM) hint = "root and the group holdfast may ask";
    return {Exit::unreachable, fmt::format("cannot reach holdfastd at {}: {}", socket, std::strerror(error)), hint};
}

Failure timed_out(const std::string& socket) {
    return {Exit::unreachable, fmt::format("holdfastd at {} does not answer", socket),
            "it may be stopped or starved: look at its log"};
}

// A connection that gives up at its deadline.
class Connection {
public:
    Connection(io::Fd fd, Clock::time_point deadline) : fd_{std::move(fd)}, deadline_{deadline} {}

    // 0, or errno.
    int send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(sent));
            } else if (const int error = wait_after(errno, POLLOUT); error != 0) {
                return error;
            }
        }
        return 0;
    }

    // Up to the end of the line or of the connection.
    std::expected<std::string, int> receive_line() {
        std::string line;
        std::array<char, 65536> chunk{};
        while (line.size() < longest_answer) {
            const ssize_t count = ::recv(fd_.get(), chunk.data(), chunk.size(), 0);
            if (count == 0) return line;
            if (count > 0) {
                line.append(chunk.data(), static_cast<std::size_t>(count));
                if (line.back() == '\n') return line;
            } else if (const int error = wait_after(errno, POLLIN); error != 0) {
                return std::unexpected{error};
            }
        }
        return std::unexpected{EMSGSIZE};
    }

private:
    // 0 when it is worth to try again.
    int wait_after(int error, short events) {
        if (error == EINTR) return 0;
        if (error != EAGAIN && error != EWOULDBLOCK) return error;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
        pollfd poll{fd_.get(), events, 0};
        if (left.count() <= 0 || ::poll(&poll, 1, static_cast<int>(left.count())) == 0) return ETIMEDOUT;
        return 0;
    }

    io::Fd fd_;
    Clock::time_point deadline_;
};

std::expected<io::Fd, int> connect(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return std::unexpected{ENAMETOOLONG};
    std::ranges::copy(path, address.sun_path);
    io::Fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!fd) return std::unexpected{errno};
    // A Unix socket connects at once or not at all; EAGAIN: its queue is full.
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return std::unexpected{errno};
    return fd;
}

Exit exit_of(const Json& code) {
    return code.is_number_integer() && code.get<int>() == static_cast<int>(Exit::invalid_configuration)
               ? Exit::invalid_configuration
               : Exit::failed;
}

}  // namespace

bool is_served(const std::string& socket) {
    const std::expected<io::Fd, int> fd = connect(socket);
    return fd || fd.error() == EAGAIN;
}

std::expected<Json, Failure> read_answer(const std::string& line) {
    const Json answer = Json::parse(line, nullptr, false);
    const Json& ok = member(answer, "ok");
    if (!ok.is_boolean()) {
        return std::unexpected{
            Failure{Exit::failed, "holdfastd's answer makes no sense", "are client and daemon of one version?"}};
    }
    if (is_true(ok)) return member(answer, "result");
    return std::unexpected{Failure{exit_of(member(answer, "code")),
                                   paragraph(member(answer, "error"), "refused without a reason"),
                                   text(answer, "hint", "")}};
}

std::expected<Json, Failure> ask(const std::string& socket, const Json& request, std::chrono::milliseconds limit) {
    std::expected<io::Fd, int> fd = connect(socket);
    if (!fd) return std::unexpected{unreachable(socket, fd.error())};
    Connection connection{*std::move(fd), Clock::now() + limit};
    if (const int error = connection.send(request.dump() + "\n"); error != 0) {
        return std::unexpected{error == ETIMEDOUT ? timed_out(socket) : unreachable(socket, error)};
    }
    const std::expected<std::string, int> line = connection.receive_line();
    if (!line)
        return std::unexpected{line.error() == ETIMEDOUT ? timed_out(socket) : unreachable(socket, line.error())};
    if (line->empty()) return std::unexpected{unreachable(socket, ECONNRESET)};
    return read_answer(*line);
}

}  // namespace holdfast::cli
