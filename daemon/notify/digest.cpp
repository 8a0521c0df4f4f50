#include "daemon/notify/digest.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::notify {
namespace {

constexpr net::Duration hour = std::chrono::hours{1};

}  // namespace

// Of a verdict that is on its way between what is well and what is worth a word, nobody needs to be woken.
bool is_for_people(const Happening& happening) {
    const auto* note = std::get_if<net::Note>(&happening.what);
    if (note == nullptr) return true;
    if (const auto change = verdict_change(*note)) {
        return std::max(change->severity, change->before) >= detector::Severity::warning;
    }
    return is_told(*note) && note->event != "fence_step";
}

std::vector<Digest::Action> Digest::handle(const Event& event, net::Instant now) {
    if (std::holds_alternative<Hurry>(event)) return hurry(now);
    if (std::holds_alternative<DeadlineReached>(event)) {
        return due_ && *due_ <= now ? write(now) : std::vector<Action>{};
    }
    const auto& happening = std::get<Happening>(event);
    if (!is_for_people(happening)) return {};
    gathered_.push_back(happening);
    if (gathered_.size() > most) {
        gathered_.pop_front();
        ++left_out_;
    }
    if (!due_) due_ = now + gathering;
    return {};
}

// What would have to wait for longer is not written any more.
std::vector<Digest::Action> Digest::hurry(net::Instant now) {
    if (gathered_.empty()) return {};
    auto mail = write(now);
    due_.reset();
    return mail;
}

// Beyond so many an hour, what happens is gathered until there may be another.
std::vector<Digest::Action> Digest::write(net::Instant now) {
    while (!written_.empty() && now - written_.front() >= hour) written_.pop_front();
    if (written_.size() >= mails_an_hour) {
        due_ = written_.front() + hour;
        return {};
    }
    Write mail{.happenings = {gathered_.begin(), gathered_.end()}, .left_out = std::exchange(left_out_, 0)};
    gathered_.clear();
    due_.reset();
    written_.push_back(now);
    return {std::move(mail)};
}

}  // namespace holdfast::notify
