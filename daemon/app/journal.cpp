#include "daemon/app/journal.hpp"

#include <boost/asio/post.hpp>

namespace holdfast::app {

void Journal::write(net::Note note) {
    logger_.write(note);
    listener_(note);
    boost::asio::post(background_, [this, at = std::chrono::system_clock::now(), note = std::move(note)]() mutable {
        const std::lock_guard lock{mutex_};
        events_.push_back({++last_id_, at, std::move(note)});
        if (events_.size() > most) events_.pop_front();
    });
}

std::shared_ptr<const metrics::EventLog> Journal::events() const {
    const std::lock_guard lock{mutex_};
    return std::make_shared<const metrics::EventLog>(events_);
}

}  // namespace holdfast::app
