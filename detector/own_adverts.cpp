#include "detector/own_adverts.hpp"

#include <algorithm>

namespace holdfast::detector {

namespace {

// One advert to several unicast peers, or several that were read late, come in one moment.
net::Duration moment(net::Duration interval) {
    return std::min<net::Duration>(interval / 8, std::chrono::milliseconds{5});
}

}  // namespace

void OwnAdverts::told(const OwnRole& role) {
    // Since: we may have been master for a moment, and never heard of it (S12).
    if (role.role != role_ || role.priority != priority_ || role.since != since_) {
        odd_since_.reset();
        begin_.reset();
        crowded_ = 0;
    }
    role_ = role.role;
    since_ = role.since;
    priority_ = role.priority;
}

std::string OwnAdverts::sent(vrrp::Priority priority, net::Duration interval, net::Instant at) {
    ++count_;
    if (priority.is_leaving() || at < since_) return "";
    if (role_ == Role::master && priority == priority_) {
        return are_too_many(interval, at) ? "more often than we send them" : "";
    }
    if (!is_odd(interval, at)) return "";
    return role_ == Role::master ? "with a priority that is not ours, " + std::to_string(priority.value())
                                 : "although we are not master";
}

bool OwnAdverts::is_odd(net::Duration interval, net::Instant now) {
    if (!odd_since_ || now - odd_last_ > 3 * interval + patience) {
        odd_since_ = now;
        odd_times_ = 0;
    }
    if (odd_times_ == 0 || now - odd_last_ >= interval / 2) ++odd_times_;
    odd_last_ = now;
    return odd_times_ >= odd_often && now - *odd_since_ >= patience;
}

bool OwnAdverts::are_too_many(net::Duration interval, net::Instant now) {
    if (!begin_) {
        begin_ = last_ = now;
        seen_ = 0;
        return false;
    }
    if (now - last_ < moment(interval)) return false;
    last_ = now;
    ++seen_;
    if (now < *begin_ + looked_at * interval) return crowded_ >= looks;
    crowded_ = seen_ >= too_many ? crowded_ + 1 : 0;
    begin_ = now;
    seen_ = 0;
    return crowded_ >= looks;
}

}  // namespace holdfast::detector
