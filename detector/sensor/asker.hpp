// "Who has this address?", by ARP or neighbour solicitation, without harm to anybody's cache.
#pragma once

#include "daemon/io/frame_sender.hpp"
#include "detector/action.hpp"
#include "detector/own_set.hpp"
#include "detector/settings.hpp"

namespace holdfast::detector {

class Asker {
public:
    explicit Asker(io::FrameSender sender) : sender_{std::move(sender)} {}

    // What cannot be asked is not answered.
    void ask(const net::Link& link, const net::IpAddress& address, ProbeForm form, const LocalInterfaces& local,
             const Settings& settings);

private:
    io::FrameSender sender_;
};

}  // namespace holdfast::detector
