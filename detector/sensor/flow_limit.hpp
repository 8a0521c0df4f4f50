// At most so many a second, from one source.
#pragma once

#include <algorithm>

#include "daemon/net/time.hpp"

namespace holdfast::detector {

class FlowLimit {
public:
    explicit FlowLimit(double per_second) : per_second_{per_second}, left_{per_second} {}

    bool allows(net::Instant now) {
        left_ = std::min(per_second_, left_ + net::seconds(now - last_) * per_second_);
        last_ = now;
        if (left_ < 1) return false;
        left_ -= 1;
        return true;
    }

private:
    double per_second_;
    double left_;
    net::Instant last_;
};

}  // namespace holdfast::detector
