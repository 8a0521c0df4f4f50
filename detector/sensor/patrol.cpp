#include "detector/sensor/patrol.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/asio/post.hpp>

#include "daemon/io/clock.hpp"
#include "detector/members.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

template <class T>
T opened(io::Result<T> result) {
    if (!result) throw std::runtime_error{result.error().text()};
    return std::move(*result);
}

}  // namespace

Patrol::Patrol(Settings settings, Outputs outputs)
    : settings_{std::move(settings)},
      outputs_{std::move(outputs)},
      judge_{settings_, io::now()},
      local_{opened(LocalPicture::open())},
      sender_{opened(io::FrameSender::open())},
      timer_{opened(io::Timer::open())},
      pings_{io_, settings_.ping_interval, io::now(),
             [this](const net::IpAddress& target, net::Duration rtt) {
                 feed(PingAnswered{target, rtt});
                 arm();
             },
             [this](const net::IpAddress& target) { feed(PingLost{target}); }},
      taps_{io_,
            {.frame = [this](const std::string& interface,
                             const io::TappedFrame& f) { feed(FrameSeen{interface, f.bytes, f.outgoing}); },
             .batch_done = [this] { arm(); },
             .works = [this](const std::string& interface) { feed(TapWorks{interface}); },
             .failed = [this](const std::string& interface,
                              const std::string& why) { feed(TapFailed{interface, why}); }}},
      next_publication_{io::now()},
      next_tap_check_{io::now()},
      next_gateway_search_{io::now()},
      timer_readable_{io_, timer_.fd(), [this] { turn(); }},
      local_readable_{io_, local_.fd(), [this] { update_local(); }} {
    update_local();
}

void Patrol::roles(std::vector<OwnRole> roles) {
    boost::asio::post(io_, [this, told = OwnRoles{std::move(roles)}] {
        feed(told);
        arm();
    });
}

void Patrol::reconfigure(Settings settings) {
    boost::asio::post(io_, [this, fresh = std::move(settings)] {
        if (fresh == settings_) return;
        settings_ = fresh;
        feed(Reconfigured{fresh});
        pings_.pace(fresh.ping_interval);
        retarget();
        next_tap_check_ = next_gateway_search_ = io::now();
        arm();
    });
}

// All that time brings. Taps open and close here alone, never below a callback of theirs.
void Patrol::turn() {
    timer_.drain();
    const net::Instant now = io::now();
    if (now >= next_tap_check_) {
        next_tap_check_ = now + seconds{1};
        taps_.keep(interfaces(), local_.now());
    }
    if (now >= next_gateway_search_) find_gateways(now);
    pings_.advance(now);
    if (const auto due = judge_.deadline(); due && now >= *due) feed(DeadlineReached{});
    arm();
}

void Patrol::arm() {
    const net::Instant now = io::now();
    if (verdict_changed_ || now >= next_publication_) publish(now);
    auto next = net::earlier(judge_.deadline(), next_publication_);
    for (const net::Instant other : {pings_.deadline(), next_tap_check_, next_gateway_search_}) {
        next = net::earlier(next, other);
    }
    timer_.arm(next);
}

void Patrol::update_local() {
    if (local_.update()) {
        own_ = OwnSet{local_.now()};
        feed(local_.now());
        retarget();
        next_tap_check_ = io::now();
    }
    arm();
}

void Patrol::find_gateways(net::Instant now) {
    next_gateway_search_ = now + seconds{10};
    if (!settings_.gateway_auto) return;
    const auto routes = local_.netlink().default_gateways();
    if (!routes) return;  // what we know stays; asked again in a moment
    GatewaysFound found;
    gateway_ways_.clear();
    for (const auto& [interface, gateway] : *routes) {
        if (!contains(found.gateways, gateway)) found.gateways.push_back(gateway);
        gateway_ways_[gateway] = interface;
    }
    feed(found);
    retarget();
}

void Patrol::retarget() {
    Pings::Ways ways = gateway_ways_;
    for (const WatchedInstance& watched : settings_.instances) {
        const net::Link* link = own_.link(watched.interface);
        if (link == nullptr) continue;
        for (const net::IpAddress& member : members(watched)) {
            if (member.is_link_local()) ways[member] = link->index;
        }
    }
    pings_.retarget(judge_.targets(), std::move(ways));
}

void Patrol::feed(const Judge::Event& event) {
    for (const Action& action : judge_.handle(event, io::now())) {
        std::visit([this](const auto& a) { perform(a); }, action);
    }
}

void Patrol::perform(const net::Note& note) {
    verdict_changed_ = true;
    outputs_.note(note);
}

void Patrol::perform(const SendProbe& probe) {
    const net::Link* link = own_.link(probe.interface);
    if (link == nullptr || !link->up) return;
    net::Bytes frame;
    if (probe.address.family() == net::Family::ipv4) {
        frame = arp_probe(link->mac, probe.address);
    } else {
        const auto own = own_.addresses(probe.interface, net::Family::ipv6);
        const auto link_local = std::ranges::find_if(own, &net::IpAddress::is_link_local);
        if (link_local == own.end()) return;
        frame = neighbour_probe(link->mac, *link_local, probe.address);
    }
    const io::OutgoingFrame outgoing{.interface = link->index, .bytes = frame};
    (void)sender_.send({&outgoing, 1});  // a probe that could not go out is one that nobody answered
}

void Patrol::publish(net::Instant now) {
    next_publication_ = now + milliseconds{200};
    verdict_changed_ = false;
    outputs_.publish(judge_.report(now));
}

std::set<std::string> Patrol::interfaces() const {
    std::set<std::string> names;
    for (const WatchedInstance& watched : settings_.instances) names.insert(watched.interface);
    return names;
}

}  // namespace holdfast::detector
