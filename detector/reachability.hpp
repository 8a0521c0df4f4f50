// Is a pinged address there? Down after `fall` losses in a row, up again after `rise` answers in a row.
#pragma once

#include "detector/report.hpp"

namespace holdfast::detector {

class Reachability {
public:
    Reachability(net::IpAddress address, int fall, int rise) : fall_{fall}, rise_{rise} { report_.address = address; }

    // True: up or down changed.
    bool answered(net::Duration rtt);
    bool lost();

    const net::IpAddress& address() const { return report_.address; }
    bool up() const { return report_.up; }
    // Up, and the last echo was answered.
    bool steady() const { return report_.up && run_ == 0; }
    // It has answered, and not gone down since.
    bool proven() const { return report_.up && report_.answered > 0; }
    const TargetReport& report() const { return report_; }

private:
    bool streak(bool good);

    TargetReport report_;
    int fall_, rise_;
    int run_ = 0;  // of results that contradict `up`
};

}  // namespace holdfast::detector
