#include "daemon/post/readers.hpp"

#include <array>
#include <cerrno>
#include <chrono>

#include <sys/socket.h>

#include "daemon/post/json.hpp"

namespace holdfast::post {

void Readers::configure(const notify::Settings& settings, net::Instant) {
    settings_ = settings;
    picture_.keep(settings.parties);
    if (!settings.stream.empty()) return;
    socket_.reset();
    readers_.clear();
}

void Readers::tell(const notify::Happening& happening, const notify::Picture&, net::Instant) {
    picture_.take(happening);
    if (readers_.empty()) return;
    const std::string line = line_of(to_json(happening, settings_, picture_));
    ++status_.lines;
    for (Reader& reader : readers_) say(reader, line);
}

void Readers::say(Reader& reader, const std::string& line) {
    reader.unread += line;
    reader.unread += '\n';
    write(reader);
    if (reader.unread.size() <= most_unread || reader.is_gone) return;
    reader.is_gone = true;
    ++status_.slow;
}

void Readers::write(Reader& reader) {
    while (!reader.unread.empty() && !reader.is_gone) {
        const auto sent = ::send(reader.socket.get(), reader.unread.data(), reader.unread.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) reader.is_gone = errno != EAGAIN && errno != EWOULDBLOCK;
        if (sent < 0) return;
        reader.unread.erase(0, static_cast<std::size_t>(sent));
    }
}

// What a reader says is of no interest, but that it has left.
void Readers::hear(Reader& reader) {
    std::array<char, 512> nothing{};
    const auto count = ::recv(reader.socket.get(), nothing.data(), nothing.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) reader.is_gone = true;
}

void Readers::show(notify::Status& status) const {
    status.stream = status_;
    status.stream.readers = readers_.size();
}

void Readers::poll_on(std::vector<pollfd>& sources) {
    sources.push_back({.fd = socket_.get(), .events = POLLIN, .revents = 0});
    for (const Reader& reader : readers_) {
        const short events = reader.unread.empty() ? POLLIN : POLLIN | POLLOUT;
        sources.push_back({.fd = reader.socket.get(), .events = events, .revents = 0});
    }
}

// A reader may have been added since the poll, but only at the end.
void Readers::advance(std::span<const pollfd> own, net::Instant) {
    auto reader = readers_.begin();
    for (const pollfd& source : own.subspan(1)) {
        if (reader == readers_.end()) break;
        if ((source.revents & POLLOUT) != 0) write(*reader);
        if ((source.revents & (POLLIN | POLLHUP | POLLERR)) != 0) hear(*reader);
        ++reader;
    }
    std::erase_if(readers_, [](const Reader& one) { return one.is_gone; });
    if (own.front().revents != 0) accept_all();
}

void Readers::accept_all() {
    while (true) {
        io::Fd socket{::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
        if (!socket) return;
        if (readers_.size() >= most) {
            ++status_.refused;
            continue;
        }
        greet(readers_.emplace_back(std::move(socket)));
    }
}

void Readers::greet(Reader& reader) {
    for (const notify::Party& party : settings_.parties) {
        const Json line = snapshot_of(party, settings_, picture_);
        if (!line.is_null()) say(reader, line_of(line));
    }
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    say(reader, line_of({{"type", "live"}, {"at", rfc3339(now)}, {"node", settings_.node}}));
}

}  // namespace holdfast::post
