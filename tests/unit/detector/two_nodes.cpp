#include "tests/unit/detector/two_nodes.hpp"

#include <algorithm>

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// From the first tick in which both own the address and each can hear the other: grace, settling and three adverts
// where one of them advertises to the other; else what the next audit sees.
constexpr net::Duration heard_bound = milliseconds{1200};
constexpr net::Duration silent_bound = milliseconds{3000};
constexpr net::Duration hello_pace = milliseconds{100};

bool is_master(const vrrp::Machine& machine) {
    return machine.state() == vrrp::State::master;
}

}  // namespace

// Of each 12 seconds or so, a seventh is stood still: three intervals are a master-down interval.
constexpr int longest_stall = 3000;  // ms

// The guard's rule: so long after the last advert the address is gone.
constexpr net::Duration lease = TwoNodes::interval * 11 / 4;

TwoNodes::TwoNodes(std::uint64_t seed, const Arrangement& arrangement)
    : random_{seed},
      settings_{arrangement.settings},
      wire_{arrangement.wire},
      stalls_{arrangement.stalls},
      next_change_{now_ + seconds{5}},
      next_ping_{now_},
      next_hello_{now_} {
    for (std::size_t i = 0; i < 2; ++i) {
        const vrrp::Priority priority{static_cast<std::uint8_t>(i == 0 ? 200 : 100)};
        nodes_.emplace_back(settings_of(i, settings_), wire_.ip(i), priority, now_);
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const Node& node = nodes_[i];
        const LocalInterfaces local{
            {{.index = net::InterfaceIndex{2}, .name = "eth0", .up = true, .mac = TwoNodesWire::mac(i)}},
            {{.index = net::InterfaceIndex{2}, .prefix = {node.ip, wire_.network()}}}};
        feed(i, local);
        feed(i, TapWorks{"eth0"});
        act(i, nodes_[i].machine.handle(vrrp::Startup{}, now_));
        tell_roles(i);
    }
}

Settings TwoNodes::settings_of(std::size_t node, Settings settings) const {
    WatchedInstance watched;
    watched.name = "web";
    watched.interface = "eth0";
    watched.vrid = vrrp::Vrid{51};
    watched.family = wire_.family;
    watched.virtual_mac = wire_.virtual_mac;
    watched.priority = vrrp::Priority{static_cast<std::uint8_t>(node == 0 ? 200 : 100)};
    watched.advert_interval = vrrp::Centiseconds{10};
    watched.addresses = {wire_.virtual_ip()};
    watched.peers = {wire_.ip(1 - node)};
    settings.node = name(node);
    settings.gateway_auto = false;
    settings.gateways = {wire_.gateway()};
    settings.ping_interval = milliseconds{200};
    settings.instances = {watched};
    if (settings.hello) {
        settings.hello->listen = {samples::ip(node == 0 ? "192.0.2.1" : "192.0.2.2"), 10112};
        settings.hello->peers = {{samples::ip(node == 0 ? "192.0.2.2" : "192.0.2.1"), 10112}};
    }
    return settings;
}

void TwoNodes::run(net::Duration time) {
    const net::Instant end = now_ + time;
    while (now_ < end) {
        now_ += tick;
        step();
    }
}

void TwoNodes::step() {
    if (now_ >= next_change_) change_faults();
    exchange();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        guard(i);
        if (!is_stopped(i)) live(i);
        forge(i);
    }
    if (now_ >= next_ping_) {
        next_ping_ = now_ + settings_.ping_interval;
        for (std::size_t i = 0; i < nodes_.size(); ++i) ping(i);
    }
    if (settings_.hello && now_ >= next_hello_) {
        next_hello_ = now_ + hello_pace;
        for (std::size_t i = 0; i < nodes_.size(); ++i) speak(i);
    }
    check();
}

void TwoNodes::live(std::size_t i) {
    Node& node = nodes_[i];
    if (node.stopped) resume(i);
    if (!node.withdrawn && node.machine.deadline() && *node.machine.deadline() <= now_) {
        act(i, node.machine.handle(vrrp::DeadlineReached{}, now_));
    }
    if (const auto due = node.judge.deadline(); due && *due <= now_) feed(i, DeadlineReached{});
}

// Holds while the daemon stands still.
void TwoNodes::guard(std::size_t i) {
    Node& node = nodes_[i];
    if (!is_stopped(i)) return;
    if (!node.stopped) node.stopped = now_;
    if (now_ - node.last_advert >= lease) node.owns = false;
}

// What it missed is heard first; then it finds out how late it is, and puts its address back if it is master still.
void TwoNodes::resume(std::size_t i) {
    Node& node = nodes_[i];
    node.stalled_at = now_;
    node.stalled_for = now_ - *std::exchange(node.stopped, std::nullopt);
    for (const Tapped& late : std::exchange(node.unread, {})) hear(i, late.frame, late.outgoing);
    if (is_master(node.machine)) node.owns = true;
    tell_roles(i);
}

void TwoNodes::change_faults() {
    next_change_ = now_ + milliseconds{500 + static_cast<int>(random_() % 12000)};
    const auto stopped = faults_.stopped_until;  // that one stays asleep
    faults_ = {};
    faults_.stopped_until = stopped;
    for (net::Instant& until : faults_.stopped_until) {
        if (stalls_ && now_ >= until && chance(25))
            until = now_ + milliseconds{100 + static_cast<int>(random_() % longest_stall)};
    }
    if (chance(30)) return;  // all is well for a while
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        faults_.deaf[i] = chance(15);
        faults_.no_advert[i] = chance(35);
        faults_.gateway[i] = chance(75);
    }
    faults_.hello = chance(60);
    faults_.loss = chance(25) ? static_cast<int>(random_() % 60) : 0;
    faults_.strangers = chance(25);
    faults_.forged_peer = chance(15);
}

// What was sent in the last tick arrives in this one.
void TwoNodes::exchange() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        for (net::Bytes& frame : std::exchange(nodes_[i].outbox, {})) {
            const std::size_t other = 1 - i;
            const bool advert =
                parse_frame(frame) && std::holds_alternative<vrrp::Datagram>(parse_frame(frame)->content);
            tap(i, frame, true);
            if (faults_.deaf[other] || (advert && faults_.no_advert[i]) || chance(faults_.loss)) continue;
            nodes_[other].inbox.push_back(std::move(frame));
        }
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        for (const net::Bytes& frame : std::exchange(nodes_[i].inbox, {})) {
            answer(i, frame);
            tap(i, frame, false);
        }
    }
}

void TwoNodes::tap(std::size_t i, const net::Bytes& frame, bool outgoing) {
    if (!is_stopped(i)) return hear(i, frame, outgoing);
    nodes_[i].unread.push_back({frame, outgoing});
}

// The kernel, whatever the daemon does.
void TwoNodes::answer(std::size_t i, const net::Bytes& bytes) {
    Node& node = nodes_[i];
    const auto frame = parse_frame(bytes);
    const auto asked = frame ? TwoNodesWire::question(*frame) : std::nullopt;
    if (!asked) return;
    const bool ours = node.owns && asked->address == wire_.virtual_ip();
    if (ours) node.outbox.push_back(wire_.answer(wire_.serving_mac(i), *asked));
    if (asked->address == node.ip) node.outbox.push_back(wire_.answer(TwoNodesWire::mac(i), *asked));
}

void TwoNodes::hear(std::size_t i, const net::Bytes& bytes, bool outgoing) {
    Node& node = nodes_[i];
    const auto frame = parse_frame(bytes);
    if (!outgoing && frame) {
        if (const auto* datagram = std::get_if<vrrp::Datagram>(&frame->content)) {
            const vrrp::Priority priority{datagram->message[2]};
            node.peer_advert_told = now_;
            if (!node.withdrawn) {
                const vrrp::AdvertReceived heard{priority, vrrp::Centiseconds{10}, datagram->source};
                act(i, node.machine.handle(heard, now_));
            }
        }
    }
    feed(i, FrameSeen{"eth0", bytes, outgoing});
}

void TwoNodes::act(std::size_t i, const std::vector<vrrp::Machine::Action>& actions) {
    Node& node = nodes_[i];
    for (const auto& action : actions) {
        if (const auto* send = std::get_if<vrrp::SendAdvert>(&action)) {
            node.outbox.push_back(wire_.advert(wire_.serving_mac(i), i, send->priority));
            node.last_advert = now_;
        }
        if (std::holds_alternative<vrrp::HoldAddresses>(action)) node.owns = true;
        if (std::holds_alternative<vrrp::ReleaseAddresses>(action)) node.owns = false;
        if (std::holds_alternative<vrrp::Announce>(action) || std::holds_alternative<vrrp::RivalHeard>(action)) {
            node.outbox.push_back(wire_.announcement(wire_.serving_mac(i)));
        }
        if (std::holds_alternative<vrrp::Entered>(action)) {
            node.since = now_;
            tell_roles(i);
        }
    }
}

void TwoNodes::tell_roles(std::size_t i) {
    const Node& node = nodes_[i];
    OwnRole role;
    role.instance = "web";
    role.role = is_master(node.machine) ? Role::master : Role::backup;
    role.since = node.since;
    role.priority = node.machine.settings().priority;
    role.master_down_interval = node.machine.master_down_interval();
    role.withdrawn = node.withdrawn;
    role.primary = node.ip;
    role.addresses_present = node.owns;
    role.stalled_at = node.stalled_at;
    role.stalled_for = node.stalled_for;
    feed(i, OwnRoles{{role}});
}

void TwoNodes::feed(std::size_t i, const Judge::Event& event) {
    for (const Action& action : nodes_[i].judge.handle(event, now_)) {
        std::visit([&](const auto& a) { perform(i, a); }, action);
    }
}

void TwoNodes::perform(std::size_t i, const SendProbe& probe) {
    if (probe.address.family() == wire_.family) nodes_[i].outbox.push_back(wire_.probe(i, probe));
}

void TwoNodes::perform(std::size_t i, const Carry& order) {
    transcript_ += at() + name(i) + " " + std::string{label(order.measure)} + ": " + order.reason + "\n";
    if (order.dry_run) return;
    Node& node = nodes_[i];
    if (order.measure == Measure::readmit) {
        node.withdrawn = false;
        act(i, node.machine.handle(vrrp::Startup{}, now_));
        return tell_roles(i);
    }
    ++carried_;
    check_proof(i, order);
    if (nodes_[1 - i].withdrawn && !is_chosen(order)) breach("both nodes are out of service");
    node.withdrawn = true;
    act(i, node.machine.handle(vrrp::Shutdown{}, now_));
    tell_roles(i);
}

void TwoNodes::perform(std::size_t i, const net::Note& note) {
    transcript_ += at() + name(i) + " " + note.event;
    for (const auto& [key, value] : note.fields) transcript_ += " " + key + "=" + value;
    transcript_ += "\n";
    const InstanceReport report = nodes_[i].judge.report(now_).instances.front();
    if (severity(report.verdict) >= Severity::warning && report.evidence.empty()) {
        breach(name(i) + " says " + std::string{label(report.verdict)} + " without evidence");
    }
}

void TwoNodes::ping(std::size_t i) {
    if (is_stopped(i)) return;
    const bool lan = !faults_.deaf[i];
    for (const net::IpAddress& target : nodes_[i].judge.targets()) {
        const bool gateway = target == wire_.gateway();
        const bool answers = lan && (gateway ? faults_.gateway[i] : !faults_.deaf[1 - i]) && !chance(faults_.loss);
        if (answers) feed(i, PingAnswered{target, milliseconds{1}});
        if (!answers) feed(i, PingLost{target});
    }
}

void TwoNodes::speak(std::size_t i) {
    if (!faults_.hello || is_stopped(i) || is_stopped(1 - i)) return;
    Node& listener = nodes_[1 - i];
    const hello::Message message = nodes_[i].judge.hello(now_);
    listener.hello_told = now_;
    const bool master = std::ranges::any_of(message.instances, [](const hello::Instance& told) {
        return told.state == hello::State::master && !told.withdrawn;
    });
    if (master) listener.hello_said_master = now_;
    feed(1 - i, HelloHeard{samples::ip(i == 0 ? "192.0.2.1" : "192.0.2.2"), message});
}

void TwoNodes::forge(std::size_t i) {
    if (faults_.strangers && chance(30)) {
        const net::MacAddress stranger{{0x02, 0x66, 0, 0, 0, ++forger_}};
        nodes_[i].inbox.push_back(wire_.announcement(stranger));
    }
    if (faults_.forged_peer && chance(10)) {
        nodes_[i].inbox.push_back(wire_.advert(samples::stranger_mac, 1 - i, vrrp::Priority{254}));
    }
}

// The operator wants a node that is cut off to go, whatever the other does.
bool TwoNodes::is_chosen(const Carry& order) const {
    return order.verdict == Verdict::isolated && settings_.on_isolation != OnIsolation::hold;
}

// detector.md §2: a fence or a yield needs proof that another serves, and not from unauthenticated frames.
void TwoNodes::check_proof(std::size_t i, const Carry& order) {
    const Node& node = nodes_[i];
    const auto within = [&](const std::optional<net::Instant>& at, net::Duration age) {
        return at && now_ - *at <= age;
    };
    const bool hello_proof = within(node.hello_said_master, seconds{1});
    const bool lan_proof =
        settings_.trust_lan && within(node.peer_advert_told, node.machine.master_down_interval() + milliseconds{100});
    const bool chosen = is_chosen(order);
    const bool lost_its_way = order.verdict == Verdict::uplink_degraded || order.verdict == Verdict::isolated;
    const bool handed_over = lost_its_way && order.measure == Measure::yield && within(node.hello_told, seconds{1});
    if (!hello_proof && !lan_proof && !chosen && !handed_over) {
        breach(name(i) + " goes without proof (" + order.reason + ")");
    }
}

bool TwoNodes::sees_split(std::size_t i) const {
    const InstanceReport report = nodes_[i].judge.report(now_).instances.front();
    return is_split(report.verdict) || std::ranges::any_of(report.also, is_split);
}

// A split that shows on the LAN is said by one of the two.
void TwoNodes::check() {
    const bool audible = !faults_.deaf[0] && !faults_.deaf[1] && faults_.loss == 0 && !is_stopped(0) && !is_stopped(1);
    const bool overlap = nodes_[0].owns && nodes_[1].owns && audible;
    if (!overlap) {
        overlap_since_.reset();
        for (Node& node : nodes_) node.said_split = false;
        return;
    }
    if (!overlap_since_) overlap_since_ = now_;
    const bool said_before = nodes_[0].said_split || nodes_[1].said_split;
    for (std::size_t i = 0; i < nodes_.size(); ++i) nodes_[i].said_split |= sees_split(i);
    const bool said = nodes_[0].said_split || nodes_[1].said_split;
    if (said && !said_before) ++splits_seen_;  // before a measure ends it
    const bool heard = !faults_.no_advert[0] || !faults_.no_advert[1];
    if (now_ - *overlap_since_ < (heard ? heard_bound : silent_bound)) return;
    if (!said)
        breach("two owners for " + std::to_string((now_ - *overlap_since_) / milliseconds{1}) +
               " ms, and nobody says so");
    overlap_since_ = now_;
}

std::string TwoNodes::at() const {
    return std::to_string((now_ - net::Instant{std::chrono::hours{1}}) / milliseconds{1}) + " ms ";
}

}  // namespace holdfast::detector
