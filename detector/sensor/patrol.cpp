#include "detector/sensor/patrol.hpp"

#include <algorithm>
#include <optional>
#include <variant>

#include <boost/asio/post.hpp>

#include "daemon/io/clock.hpp"
#include "daemon/io/keyed_hash.hpp"
#include "daemon/io/opened.hpp"
#include "detector/frames.hpp"
#include "detector/members.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// What the other nodes should hear at once.
bool changed(const std::vector<OwnRole>& before, const std::vector<OwnRole>& after) {
    return !std::ranges::equal(before, after, [](const OwnRole& a, const OwnRole& b) {
        return a.instance == b.instance && a.role == b.role && a.withdrawn == b.withdrawn && a.pin == b.pin;
    });
}

// Who says, by ARP reply or neighbour advertisement, that it is there.
std::optional<net::IpAddress> owner_in(net::ByteView bytes) {
    const auto frame = parse_frame(bytes);
    if (!frame) return std::nullopt;
    if (const auto* arp = std::get_if<Arp>(&frame->content); arp != nullptr && arp->reply) return arp->sender;
    if (const auto* advert = std::get_if<NeighbourAdvertisement>(&frame->content)) return advert->target;
    return std::nullopt;
}

}  // namespace

Patrol::Patrol(Settings settings, const Sensor::Outputs& outputs, Publish publish)
    : settings_{std::move(settings)},
      outputs_{outputs},
      publish_{std::move(publish)},
      judge_{settings_, io::now(), [](const std::string& key) { return io::KeyedHash{key}; }},
      local_{io::opened(LocalPicture::open())},
      asker_{io::opened(io::FrameSender::open())},
      timer_{io::opened(io::Timer::open())},
      pings_{io_, settings_.ping_interval, io::now(),
             [this](const net::IpAddress& target, net::Duration rtt) {
                 feed(PingAnswered{target, rtt});
                 arm();
             },
             [this](const net::IpAddress& target) { feed(PingLost{target}); }},
      taps_{io_,
            {.frame = [this](const std::string& interface, const io::TappedFrame& f) { see(interface, f); },
             .batch_done = [this] { arm(); },
             .works = [this](const std::string& interface) { feed(TapWorks{interface}); },
             .failed = [this](const std::string& interface,
                              const std::string& why) { feed(TapFailed{interface, why}); }}},
      hello_{io_,
             {.ours = [this] { return judge_.hello(io::now()); },
              .heard = [this](const net::IpAddress& from,
                              hello::Message message) { feed(HelloHeard{from, std::move(message)}); },
              .unproven = [this](const net::IpAddress& from) { feed(HelloUnproven{from}); },
              .batch_done = [this] { arm(); },
              .note = [this](net::Note note) { outputs_.note(std::move(note)); }}},
      next_publication_{io::now()},
      next_tap_check_{io::now()},
      next_gateway_search_{io::now()},
      next_count_{io::now()},
      timer_readable_{io_, timer_.fd(), [this] { turn(); }},
      local_readable_{io_, local_.fd(), [this] { update_local(); }} {
    hello_.configure(settings_, io::now());
    update_local();
}

void Patrol::roles(std::vector<OwnRole> roles) {
    boost::asio::post(io_, [this, told = OwnRoles{std::move(roles)}] {
        feed(told);
        if (changed(roles_, told.roles)) hello_.hurry(io::now());
        roles_ = told.roles;
        arm();
    });
}

void Patrol::drill(std::string instance, net::Duration duration) {
    boost::asio::post(io_, [this, drill = Drill{std::move(instance), duration}] {
        feed(drill);
        arm();
    });
}

void Patrol::reconfigure(Settings settings) {
    boost::asio::post(io_, [this, fresh = std::move(settings)] {
        if (fresh == settings_) return;
        settings_ = fresh;
        feed(Reconfigured{fresh});
        pings_.pace(fresh.ping_interval);
        hello_.configure(fresh, io::now());
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
    if (now >= next_count_) count_reception(now);
    if (pings_.advance(now)) ask_the_doubtful();
    hello_.advance(now);
    const auto judge_is_due = [&] { return judge_.deadline().value_or(net::Instant::max()) <= now; };
    if (judge_is_due()) taps_.hear();  // what waits was no silence (S29), and answers no question that is asked now
    if (judge_is_due()) feed(DeadlineReached{});
    arm();
}

void Patrol::arm() {
    const net::Instant now = io::now();
    if (verdict_changed_ || now >= next_publication_) publish(now);
    auto next = net::earlier(judge_.deadline(), hello_.deadline());
    for (const net::Instant other :
         {next_publication_, pings_.deadline(), next_tap_check_, next_gateway_search_, next_count_}) {
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
    gateway_links_.clear();
    for (const auto& [interface, gateway] : *routes) {
        if (!contains(found.gateways, gateway)) found.gateways.push_back(gateway);
        gateway_links_[gateway] = interface;
    }
    feed(found);
    retarget();
}

// The kernel's own count: it shows, too, what no filter lets through to us.
void Patrol::count_reception(net::Instant now) {
    next_count_ = now + seconds{1};
    for (const std::string& interface : interfaces()) {
        const net::Link* known = own_.link(interface);
        if (known == nullptr) continue;
        if (const auto link = local_.netlink().link(known->index))
            feed(ReceptionCounted{interface, link->frames_received});
    }
}

// Some answer no pings, by their owner's will. They are there if they answer for their own address.
void Patrol::ask_the_doubtful() {
    for (const net::IpAddress& target : pings_.doubtful()) {
        const auto way = ways_.find(target);
        const auto link = std::ranges::find(
            local_.now().links, way != ways_.end() ? way->second.link : net::InterfaceIndex{}, &net::Link::index);
        if (link != local_.now().links.end()) asker_.ask(*link, target, ProbeForm::from_us, local_.now(), settings_);
    }
}

void Patrol::see(const std::string& interface, const io::TappedFrame& frame) {
    if (!pings_.doubtful().empty() && !frame.outgoing) {
        if (const auto owner = owner_in(frame.bytes)) pings_.seen(*owner, io::now());
    }
    feed(FrameSeen{interface, frame.bytes, frame.outgoing, frame.waited});
}

void Patrol::retarget() {
    auto links = gateway_links_;
    for (const WatchedInstance& watched : settings_.instances) {
        const net::Link* link = own_.link(watched.interface);
        if (link == nullptr) continue;
        for (const net::IpAddress& member : members(watched)) links[member] = link->index;
    }
    ways_.clear();
    for (const net::IpAddress& target : judge_.targets()) {
        ways_[target] = way_to(target, links, local_.now(), settings_);
    }
    pings_.retarget(judge_.targets(), ways_);
}

void Patrol::feed(const Judge::Event& event) {
    if (const auto utc = wall_clock_.news()) judge_.handle(ClockSet{*utc}, io::now());
    for (const Action& action : judge_.handle(event, io::now())) {
        std::visit([this](const auto& a) { perform(a); }, action);
    }
}

void Patrol::perform(const net::Note& note) {
    verdict_changed_ = true;
    outputs_.note(note);
}

void Patrol::perform(const SendProbe& probe) {
    if (const net::Link* link = own_.link(probe.interface))
        asker_.ask(*link, probe.address, probe.form, local_.now(), settings_);
}

void Patrol::publish(net::Instant now) {
    next_publication_ = now + milliseconds{200};
    verdict_changed_ = false;
    Report report = judge_.report(now);
    report.hello = hello_.counters();
    publish_(std::move(report));
}

std::set<std::string> Patrol::interfaces() const {
    std::set<std::string> names;
    for (const WatchedInstance& watched : settings_.instances) names.insert(watched.interface);
    return names;
}

}  // namespace holdfast::detector
