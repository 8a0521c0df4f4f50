// The sensor's work: feeds the Judge with what the taps, pings and the kernel say, and does what it orders. Everything
// happens on the thread that calls run(); what cannot be opened at all is thrown (std::runtime_error).
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/io/timer.hpp"
#include "daemon/io/wall_clock.hpp"
#include "detector/judge.hpp"
#include "detector/sensor/asker.hpp"
#include "detector/sensor/hello_channel.hpp"
#include "detector/sensor/local_picture.hpp"
#include "detector/sensor/pings.hpp"
#include "detector/sensor/readable.hpp"
#include "detector/sensor/sensor.hpp"
#include "detector/sensor/taps.hpp"

namespace holdfast::detector {

class Patrol {
public:
    using Publish = std::function<void(Report)>;
    Patrol(Settings settings, const Sensor::Outputs& outputs, Publish publish);

    void run() { io_.run(); }
    // From any thread; done on that of run().
    void roles(std::vector<OwnRole> roles);
    void reconfigure(Settings settings);
    void drill(std::string instance, net::Duration duration);
    void stop() { io_.stop(); }

private:
    void turn();
    void arm();
    void update_local();
    void find_gateways(net::Instant now);
    void count_reception(net::Instant now);
    void ask_the_doubtful();
    void see(const std::string& interface, const io::TappedFrame& frame);
    void retarget();
    void feed(const Judge::Event& event);
    void perform(const SendProbe& probe);
    void perform(const Reassert& order) { outputs_.reassert(order); }
    void perform(const Carry& order) { outputs_.carry(order); }
    void perform(const net::Note& note);
    void publish(net::Instant now);
    std::set<std::string> interfaces() const;

    boost::asio::io_context io_;
    Settings settings_;
    const Sensor::Outputs& outputs_;
    Publish publish_;
    Judge judge_;
    LocalPicture local_;
    OwnSet own_;
    Asker asker_;
    io::Timer timer_;
    io::WallClock wall_clock_;
    Pings pings_;
    Taps taps_;
    HelloChannel hello_;
    std::vector<OwnRole> roles_;
    std::map<net::IpAddress, net::InterfaceIndex> gateway_links_;
    Ways ways_;
    bool verdict_changed_ = true;
    net::Instant next_publication_, next_tap_check_, next_gateway_search_, next_count_;
    Readable timer_readable_;
    Readable local_readable_;
};

}  // namespace holdfast::detector
