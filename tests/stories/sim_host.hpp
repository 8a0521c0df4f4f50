// A simulated host that runs the real Node the way the daemon does: hear datagrams, then the kernel, then what was
// asked for, then the clock; perform the effects kind by kind; tell the Node the results.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/engine/node.hpp"
#include "tests/stories/narrator.hpp"
#include "tests/stories/sim_guard.hpp"
#include "tests/stories/sim_kernel.hpp"

namespace holdfast::stories {

class SimHost {
public:
    // What leaves the host by one of its interfaces: a VRRP message, or (none) a frame that only counts as one.
    using Send = std::function<void(const SimHost& from, net::InterfaceIndex by, const engine::Transmit* message)>;

    SimHost(engine::Settings settings, SimKernel kernel, Transcript& transcript, Send send);

    void start(net::Instant now);
    void crash();  // the engine dies; guard and kernel live on
    void post(engine::Event event) { posted_.push_back(std::move(event)); }
    void stop(net::Instant now);
    void reload(engine::Settings settings, net::Instant now);
    void freeze(net::Instant until) { frozen_until_ = until; }
    void receive(const engine::Transmit& message);
    void receive_frame(net::InterfaceIndex index) { kernel_.receive_frame(index); }

    // When it has something to do by itself; in the past: at once.
    std::optional<net::Instant> alarm() const;
    void act(net::Instant now);

    const std::string& name() const { return settings_.node; }
    const engine::Settings& settings() const { return settings_; }
    const std::vector<engine::InstanceSettings>& instances() const { return instances_; }
    SimKernel& kernel() { return kernel_; }
    const SimKernel& kernel() const { return kernel_; }
    const engine::Node* node() const { return node_ ? &*node_ : nullptr; }
    bool serves(const std::string& instance) const;  // the first of its virtual addresses

private:
    void turn(net::Instant now);
    void hear(net::Instant now);
    void feed(const engine::Event& event, net::Instant now);
    std::vector<engine::Event> perform(const std::vector<engine::Effect>& effects, net::Instant now);
    void transmit(const engine::Transmit& order, std::vector<engine::Event>& results, net::Instant now);
    void linger(net::Instant now);
    void run_guard(net::Instant now);
    const engine::InstanceSettings* known(const std::string& instance) const;
    void check_addresses(net::Instant now) const;
    void check_groups(net::Instant now) const;
    void check_announcements(const std::vector<engine::Effect>& effects, net::Instant now) const;

    engine::Settings settings_;
    std::vector<engine::InstanceSettings> instances_;  // as they are, or were before they were retired
    SimKernel kernel_;
    std::vector<net::LinkAddress> own_;  // there before the engine
    SimGuard guard_;
    Transcript& transcript_;
    Send send_;
    Narrator narrator_;

    std::optional<engine::Node> node_;
    std::set<std::pair<net::InterfaceIndex, net::Family>> sockets_;
    std::deque<engine::Transmit> heard_;
    std::vector<engine::Event> posted_;
    std::vector<engine::Effect> effects_;
    std::optional<net::Instant> frozen_until_;
    net::Instant lingers_until_;  // resigned, may still serve
    bool stopping_ = false;
};

}  // namespace holdfast::stories
