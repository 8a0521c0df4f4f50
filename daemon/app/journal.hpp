// Every note goes to who tells others and, unless it repeats itself too often, to the log and into the bounded list of
// events; from any thread, without waiting for any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/io/log.hpp"
#include "daemon/io/log_limit.hpp"
#include "daemon/net/note.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::app {

class Journal {
public:
    static constexpr std::size_t most = 1000;

    using Listener = std::function<void(const net::Note&)>;  // called on the thread that writes

    // The list is kept by the thread of `background`, so that a reader never makes the engine wait.
    Journal(boost::asio::io_context& background, io::Logger& logger, Listener listener)
        : background_{background}, logger_{logger}, listener_{std::move(listener)}, say_{background} {}

    void write(net::Note note);
    // Says what was held back; from now on nothing is.
    void finish();

    std::shared_ptr<const metrics::EventLog> events() const;
    std::uint64_t held_back() const;

private:
    bool admits(const net::Note& note);
    void record(net::Note note);
    void say_what_is_due();

    boost::asio::io_context& background_;
    io::Logger& logger_;
    Listener listener_;

    mutable std::mutex limit_mutex_;
    io::LogLimit limit_;
    bool is_saying_ = false;  // the background does, until nothing is held back any more
    bool is_finished_ = false;
    boost::asio::steady_timer say_;  // of the background

    mutable std::mutex events_mutex_;
    metrics::EventLog events_;
    std::uint64_t last_id_ = 0;
};

}  // namespace holdfast::app
