// The poll loop of those who tell others.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <variant>
#include <vector>

#include "daemon/io/bell.hpp"
#include "daemon/io/timer.hpp"
#include "daemon/net/note.hpp"
#include "daemon/post/hooks.hpp"
#include "daemon/post/mailer.hpp"
#include "daemon/post/outlet.hpp"
#include "daemon/post/pushes.hpp"
#include "daemon/post/readers.hpp"
#include "daemon/post/scripts.hpp"

namespace holdfast::post {

class Rounds {
public:
    struct Outputs {
        std::function<void(net::Note)> note;
        std::function<void(notify::Status)> status;
    };
    Rounds(runner::Runner::Launcher launcher, Outputs outputs);

    // From any thread; the lock is held for no longer than it takes to append.
    void tell(notify::Happening happening);
    void configure(notify::Settings settings);
    void listen(io::Fd stream);
    // run() returns when all is told, at the latest when so much time has passed.
    void finish(net::Duration patience);

    void run();

private:
    using Message = std::variant<notify::Happening, notify::Settings, io::Fd>;
    struct Place {  // of an outlet's own among the sources
        std::size_t first = 0;
        std::size_t count = 0;
    };
    void wait();
    void hear(net::Instant now);
    void take(const notify::Happening& happening, net::Instant now);
    void take(const notify::Settings& settings, net::Instant now);
    void take(io::Fd& stream, net::Instant now);
    void advance(net::Instant now);
    bool is_over(net::Instant now) const;
    void publish(net::Instant now);

    Outputs outputs_;
    Scripts scripts_;
    Readers readers_;
    Hooks hooks_;
    Mailer mailer_;
    Pushes pushes_;
    std::vector<Outlet*> outlets_{&scripts_, &readers_, &hooks_, &mailer_, &pushes_};  // the first knows how all stand
    std::vector<Place> places_;
    io::Timer timer_;
    std::vector<pollfd> sources_;
    bool is_dirty_ = false;    // the picture that was published
    bool is_changed_ = false;  // and in more than its counters
    net::Instant published_;
    bool hurried_ = false;
    std::uint64_t untold_ = 0;

    io::Bell bell_;
    std::mutex mutex_;  // guards what follows
    std::vector<Message> messages_;
    std::uint64_t lost_ = 0;
    std::optional<net::Instant> end_;  // it is over then
};

}  // namespace holdfast::post
