#include "daemon/notify/outbox.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::notify {

std::vector<Outbox::Action> Outbox::handle(const Event& event, net::Instant now) {
    Actions actions;
    std::visit([&](const auto& what) { on(what, now, actions); }, event);
    return actions;
}

std::optional<net::Instant> Outbox::deadline() const {
    if (sending_ || letters_.empty()) return std::nullopt;
    return next_;
}

void Outbox::on(const Put& event, net::Instant now, Actions& actions) {
    letters_.push_back({event.content, now});
    make_room();
    if (!next_ || *next_ <= now) send(now, actions);
}

void Outbox::send(net::Instant now, Actions& actions) {
    next_.reset();
    drop_old(now);
    if (sending_ || letters_.empty()) return;
    sending_ = true;
    actions.emplace_back(Send{letters_.front().content});
}

// The oldest that is not on its way goes. Where only the newest counts, that is no loss.
void Outbox::make_room() {
    const std::size_t under_way = sending_ ? 1 : 0;
    if (letters_.size() - under_way <= limits_.most) return;
    letters_.erase(letters_.begin() + static_cast<std::ptrdiff_t>(under_way));
    if (limits_.most > 1) ++dropped_;
}

void Outbox::drop_old(net::Instant now) {
    while (!sending_ && !letters_.empty() && now - letters_.front().since > limits_.age) {
        letters_.pop_front();
        ++dropped_;
    }
}

void Outbox::on(const Delivered& event, net::Instant now, Actions& actions) {
    if (!std::exchange(sending_, false)) return;
    if (event.delivery == Delivery::sent) {
        last_sent_ = now;
        failing_since_.reset();
    } else if (!failing_since_) {
        failing_since_ = now;
    }
    if (event.delivery == Delivery::again) {
        if (hurried_) return give_up();
        ++retried_;
        make_room();
        if (trouble_.empty()) actions.emplace_back(Away{event.why});
        trouble_ = event.why;
        pause_ = pause_ == net::Duration{} ? limits_.first_pause : std::min(2 * pause_, limits_.longest_pause);
        next_ = now + pause_;
        return;
    }
    letters_.pop_front();
    pause_ = {};
    ++(event.delivery == Delivery::sent ? sent_ : refused_);
    if (event.delivery == Delivery::refused) actions.emplace_back(Away{event.why});
    trouble_ = event.delivery == Delivery::sent ? "" : event.why;
    send(now, actions);
}

void Outbox::on(DeadlineReached, net::Instant now, Actions& actions) {
    if (next_ && *next_ <= now) send(now, actions);
}

void Outbox::on(Hurry, net::Instant now, Actions& actions) {
    hurried_ = true;
    send(now, actions);
}

void Outbox::give_up() {
    dropped_ += letters_.size();
    letters_.clear();
}

void Outbox::show(OutletStatus& status) const {
    status.sent = sent_;
    status.retried = retried_;
    status.refused = refused_;
    status.dropped = dropped_;
    status.waiting = letters_.size();
    status.last_sent = last_sent_;
    status.trouble = trouble_;
    status.failing_since = failing_since_;
}

}  // namespace holdfast::notify
