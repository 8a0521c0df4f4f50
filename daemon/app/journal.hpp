// Every note goes to the log and into the bounded list of events, from any thread, without waiting for either.
#pragma once

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

    // The list is kept by the thread of `background`, so that a reader never makes the engine wait.
    Journal(boost::asio::io_context& background, io::Logger& logger) : background_{background}, logger_{logger} {}

    void write(net::Note note);
    std::shared_ptr<const metrics::EventLog> events() const;

private:
    boost::asio::io_context& background_;
    io::Logger& logger_;
    mutable std::mutex mutex_;
    metrics::EventLog events_;
    std::uint64_t last_id_ = 0;
};

}  // namespace holdfast::app
