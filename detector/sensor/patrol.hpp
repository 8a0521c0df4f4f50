// The sensor's work: feeds the Judge with what the taps, pings and the kernel say, and does what it orders. Everything
// happens on the thread that calls run(); what cannot be opened at all is thrown (std::runtime_error).
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/io/frame_sender.hpp"
#include "daemon/io/timer.hpp"
#include "detector/judge.hpp"
#include "detector/sensor/local_picture.hpp"
#include "detector/sensor/pings.hpp"
#include "detector/sensor/readable.hpp"
#include "detector/sensor/taps.hpp"

namespace holdfast::detector {

class Patrol {
public:
    struct Outputs {
        std::function<void(net::Note)> note;
        std::function<void(Report)> publish;
    };
    Patrol(Settings settings, Outputs outputs);

    void run() { io_.run(); }
    // From any thread; done on that of run().
    void roles(std::vector<OwnRole> roles);
    void reconfigure(Settings settings);
    void stop() { io_.stop(); }

private:
    void turn();
    void arm();
    void update_local();
    void find_gateways(net::Instant now);
    void retarget();
    void feed(const Judge::Event& event);
    void perform(const SendProbe& probe);
    void perform(const net::Note& note);
    void publish(net::Instant now);
    std::set<std::string> interfaces() const;

    boost::asio::io_context io_;
    Settings settings_;
    Outputs outputs_;
    Judge judge_;
    LocalPicture local_;
    OwnSet own_;
    io::FrameSender sender_;
    io::Timer timer_;
    Pings pings_;
    Taps taps_;
    Pings::Ways gateway_ways_;
    bool verdict_changed_ = true;
    net::Instant next_publication_, next_tap_check_, next_gateway_search_;
    Readable timer_readable_;
    Readable local_readable_;
};

}  // namespace holdfast::detector
