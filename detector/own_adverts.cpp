#include "detector/own_adverts.hpp"

namespace holdfast::detector {

void OwnAdverts::told(const OwnRole& role) {
    if (role.role != role_ || role.priority != priority_) odd_since_.reset();
    role_ = role.role;
    priority_ = role.priority;
}

bool OwnAdverts::sent(vrrp::Priority priority, net::Duration interval, net::Instant now) {
    ++count_;
    if (priority.is_leaving() || (role_ == Role::master && priority == priority_)) return false;
    if (!odd_since_ || now - odd_last_ > 3 * interval + patience) odd_since_ = now;
    odd_last_ = now;
    return now - *odd_since_ >= patience;
}

}  // namespace holdfast::detector
