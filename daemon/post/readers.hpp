// [stream]: a Unix socket that gives each reader a line of JSON for each happening, beginning with how things stand.
// Who does not read is dropped and never waited for.
#pragma once

#include <list>
#include <string>

#include "daemon/io/fd.hpp"
#include "daemon/post/outlet.hpp"

namespace holdfast::post {

class Readers : public Outlet {
public:
    static constexpr std::size_t most = 32;
    static constexpr std::size_t most_unread = 1 << 20;  // bytes, beyond what the kernel holds

    // From now on this socket is listened on, and no other.
    void listen(io::Fd socket) { socket_ = std::move(socket); }

    void configure(const notify::Settings& settings, net::Instant now) override;
    void tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) override;
    bool idle() const override { return true; }  // who has not read by the end is not waited for
    void show(notify::Status& status) const override;
    void poll_on(std::vector<pollfd>& sources) override;
    void advance(std::span<const pollfd> own, net::Instant now) override;

private:
    struct Reader {
        io::Fd socket;
        std::string unread{};
        bool is_gone = false;
    };
    void accept_all();
    void greet(Reader& reader);
    void say(Reader& reader, const std::string& line);
    static void write(Reader& reader);
    static void hear(Reader& reader);

    notify::Settings settings_;
    notify::Picture picture_;
    io::Fd socket_;
    std::list<Reader> readers_;
    notify::StreamStatus status_;
};

}  // namespace holdfast::post
