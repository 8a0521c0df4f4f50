// One tap for each interface that is watched; a missing one is tried again until it is there.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <boost/asio/io_context.hpp>

#include "daemon/io/clock.hpp"
#include "daemon/io/flood.hpp"
#include "daemon/io/packet_tap.hpp"
#include "detector/own_set.hpp"
#include "detector/sensor/readable.hpp"

namespace holdfast::detector {

class Taps {
public:
    struct Callbacks {
        std::function<void(const std::string& interface, const io::TappedFrame& frame)> frame;
        std::function<void()> batch_done;  // after the frames of one wake-up
        std::function<void(const std::string& interface)> works;
        std::function<void(const std::string& interface, const std::string& why)> failed;
    };
    Taps(boost::asio::io_context& io, Callbacks callbacks) : io_{io}, callbacks_{std::move(callbacks)} {}

    // Opens what is missing and closes what is no longer wanted or belongs to an interface that was made anew. A tap
    // that hears nothing is made anew too, since a broken one looks like that. To be called about once a second.
    // Not to be called by a callback.
    void keep(const std::set<std::string>& interfaces, const LocalInterfaces& local);
    // What waits is handed out now.
    void hear();

private:
    struct Tap {
        Tap(net::InterfaceIndex of, io::PacketTap opened, boost::asio::io_context& io, std::function<void()> ready)
            : index{of}, socket{std::move(opened)}, readable{io, socket.fd(), std::move(ready)} {}
        net::InterfaceIndex index;
        io::PacketTap socket;
        Readable readable;
        net::Instant heard = io::now();  // the last frame
        io::Flood flood{};
    };
    void open(const std::string& interface, const net::Link* link);
    void fail(const std::string& interface, const std::string& why);
    void receive(const std::string& interface);
    void wake(const std::string& interface);

    boost::asio::io_context& io_;
    Callbacks callbacks_;
    std::map<std::string, std::unique_ptr<Tap>> taps_;
    std::map<std::string, std::string> told_;  // failures, each told once
};

}  // namespace holdfast::detector
