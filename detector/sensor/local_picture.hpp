// This host's interfaces and addresses, kept in step with the kernel.
#pragma once

#include <vector>

#include "daemon/io/netlink.hpp"
#include "daemon/io/netlink_monitor.hpp"
#include "detector/own_set.hpp"

namespace holdfast::detector {

class LocalPicture {
public:
    static io::Result<LocalPicture> open();

    // Takes in what is waiting. True: something that matters to us is different (a renewed lease is not).
    bool update();
    const LocalInterfaces& now() const { return now_; }
    io::Netlink& netlink() { return netlink_; }
    int fd() const { return monitor_.fd(); }

private:
    LocalPicture(io::Netlink netlink, io::NetlinkMonitor monitor)
        : netlink_{std::move(netlink)}, monitor_{std::move(monitor)} {}
    bool take_anew();

    io::Netlink netlink_;
    io::NetlinkMonitor monitor_;
    LocalInterfaces now_;
    bool lost_step_ = true;  // the next update takes the whole picture
};

}  // namespace holdfast::detector
