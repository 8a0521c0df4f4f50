#include "detector/reachability.hpp"

namespace holdfast::detector {

bool Reachability::answered(net::Duration rtt) {
    ++report_.answered;
    report_.rtt.observe(rtt);
    return streak(true);
}

bool Reachability::lost() {
    ++report_.lost;
    return streak(false);
}

bool Reachability::streak(bool good) {
    if (good == report_.up) {
        run_ = 0;
        return false;
    }
    if (++run_ < (good ? rise_ : fall_)) return false;
    run_ = 0;
    report_.up = good;
    return true;
}

}  // namespace holdfast::detector
