// Every note goes to the log, into the bounded list of events and to who tells others, from any thread, without waiting
// for any.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include <boost/asio/io_context.hpp>

#include "daemon/io/log.hpp"
#include "daemon/net/note.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::app {

class Journal {
public:
    static constexpr std::size_t most = 1000;

    using Listener = std::function<void(const net::Note&)>;  // called on the thread that writes

    // The list is kept by the thread of `background`, so that a reader never makes the engine wait.
    Journal(boost::asio::io_context& background, io::Logger& logger, Listener listener)
        : background_{background}, logger_{logger}, listener_{std::move(listener)} {}

    void write(net::Note note);
    std::shared_ptr<const metrics::EventLog> events() const;

private:
    boost::asio::io_context& background_;
    io::Logger& logger_;
    Listener listener_;
    mutable std::mutex mutex_;
    metrics::EventLog events_;
    std::uint64_t last_id_ = 0;
};

}  // namespace holdfast::app
