// One host's detector: the real Judge and the real sessions of the hello channel, with what the sensor's thread does
// around them. Times are the host's.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "detector/hello/session.hpp"
#include "detector/judge.hpp"
#include "tests/sim/frame.hpp"
#include "tests/sim/kernel.hpp"

namespace holdfast::sim {

class Lookout {
public:
    // What it can do on its host.
    class Hands {
    public:
        virtual void ask(const net::IpAddress& address, detector::ProbeForm form) = 0;
        virtual void speak(int to, net::Bytes hello) = 0;
        virtual void carry(const detector::Carry& ruling) = 0;
        virtual void reassert(const std::string& instance) = 0;
        virtual void tell(const net::Note& note) = 0;
        virtual bool ping(const net::IpAddress& target) = 0;
        virtual std::uint64_t frames_received() = 0;

    protected:
        ~Hands() = default;
    };

    // When a neighbour's proven word came, for the invariants.
    struct Heard {
        std::optional<net::Instant> anything, master;
        std::optional<net::Instant> advert;  // this one by the tap, from anybody
    };

    Lookout(int host, detector::Settings settings, hello::BootId boot, Hands& hands, net::Instant now);

    std::optional<net::Instant> deadline() const;
    void turn(net::Instant now);
    void hear(const Frame& frame, bool outgoing, net::Instant now);
    void hear_hello(int from, net::ByteView bytes, net::Instant now);
    void roles(std::vector<detector::OwnRole> roles, net::Instant now);
    void local(const Kernel& kernel, net::Instant now);
    void set_clock(vrrp::UtcTime utc, net::Instant now) { feed(detector::ClockSet{utc}, now); }
    void reconfigure(detector::Settings settings, net::Instant now);

    detector::Report report(net::Instant now) const { return judge_.report(now); }
    const Heard& heard() const { return heard_; }
    net::Duration hello_patience() const;

private:
    void feed(const detector::Judge::Event& event, net::Instant now);
    void perform(const detector::SendProbe& probe) { hands_.ask(probe.address, probe.form); }
    void perform(const detector::Reassert& order) { hands_.reassert(order.instance); }
    void perform(const detector::Carry& order) { hands_.carry(order); }
    void perform(const net::Note& note) { hands_.tell(note); }
    void ping(net::Instant now);
    void speak(net::Instant now);

    detector::Settings settings_;
    detector::Judge judge_;
    Hands& hands_;
    std::map<int, hello::Session> sessions_;  // by host
    std::vector<detector::OwnRole> roles_;
    Heard heard_;
    net::Instant next_ping_, next_count_;
    std::optional<net::Instant> next_hello_;
};

}  // namespace holdfast::sim
