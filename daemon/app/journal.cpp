#include "daemon/app/journal.hpp"

#include <vector>

#include <boost/asio/post.hpp>

#include "daemon/io/clock.hpp"

namespace holdfast::app {

void Journal::write(net::Note note) {
    listener_(note);
    if (admits(note)) record(std::move(note));
}

bool Journal::admits(const net::Note& note) {
    const std::lock_guard lock{limit_mutex_};
    if (is_finished_ || limit_.admits(note, io::now())) return true;
    if (!std::exchange(is_saying_, true)) boost::asio::post(background_, [this] { say_what_is_due(); });
    return false;
}

void Journal::record(net::Note note) {
    const auto at = std::chrono::system_clock::now();
    logger_.write(note, at);
    boost::asio::post(background_, [this, at, note = std::move(note)]() mutable {
        const std::lock_guard lock{events_mutex_};
        events_.push_back({++last_id_, at, std::move(note)});
        if (events_.size() > most) events_.pop_front();
    });
}

void Journal::say_what_is_due() {
    std::unique_lock lock{limit_mutex_};
    const net::Instant now = io::now();
    std::vector<net::Note> due = limit_.due(now);
    const auto next = limit_.deadline();
    is_saying_ = next.has_value();
    lock.unlock();
    for (net::Note& note : due) record(std::move(note));
    if (!next) return;
    say_.expires_after(*next - now);
    say_.async_wait([this](const boost::system::error_code& error) {
        if (!error) say_what_is_due();
    });
}

void Journal::finish() {
    std::unique_lock lock{limit_mutex_};
    is_finished_ = true;
    std::vector<net::Note> rest = limit_.rest();
    lock.unlock();
    for (net::Note& note : rest) record(std::move(note));
    boost::asio::post(background_, [this] { say_.cancel(); });
}

std::shared_ptr<const metrics::EventLog> Journal::events() const {
    const std::lock_guard lock{events_mutex_};
    return std::make_shared<const metrics::EventLog>(events_);
}

std::uint64_t Journal::held_back() const {
    const std::lock_guard lock{limit_mutex_};
    return limit_.held_back();
}

}  // namespace holdfast::app
