#include "tests/stories/teller.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "daemon/vrrp/advertisement.hpp"
#include "tests/stories/narrator.hpp"

namespace holdfast::stories {
namespace {

using namespace std::chrono_literals;

constexpr int eth0 = 2;

Words split(const std::string& line) {
    std::istringstream in{line};
    return {std::istream_iterator<std::string>{in}, {}};
}

// "10s", "40.95s", "150ms"
net::Duration duration(const std::string& text) {
    std::size_t end = 0;
    const double number = std::stod(text, &end);
    const double unit = text.substr(end) == "ms" ? 1e6 : 1e9;
    return net::Duration{std::llround(number * unit)};
}

vrrp::Centiseconds interval(const std::string& text) {
    return std::chrono::duration_cast<vrrp::Centiseconds>(duration(text));
}

vrrp::Priority priority(int number) {
    return vrrp::Priority{static_cast<std::uint8_t>(number)};
}

net::Prefix prefix(const std::string& text) {
    const auto address = net::IpAddress::parse(text);
    if (!address) throw std::runtime_error{"no address: " + text};
    const bool is_v4 = address->family() == net::Family::ipv4;
    return {*address, static_cast<std::uint8_t>(is_v4 ? 24 : 64)};
}

// What a host or a stranger sends from on the first, the second side: 10.0.0.11, 10.0.1.11; fe80::11.
net::Prefix primary(net::Family family, int number, std::size_t side = 0) {
    const std::string network = family == net::Family::ipv4 ? "10.0." + std::to_string(side) + "." : "fe80::";
    return prefix(network + std::to_string(number));
}

net::InterfaceIndex index_of(std::size_t side) {
    return net::InterfaceIndex{eth0 + static_cast<int>(side)};
}

}  // namespace

void Teller::obey(const std::string& line) {
    const Words words = split(line);
    if (!world_ && set(words)) return;
    if (!world_) begin();
    if (words.front() != "run") world_->transcript().say(world_->now(), "", "* " + line);
    if (do_to_all(words)) return;
    if (words.size() < 2 || !do_to_host(words, world_->host(words[1])))
        throw std::runtime_error{"not understood: " + line};
}

bool Teller::set(const Words& words) {
    const std::string& what = words.front();
    if (what == "nodes")
        set_nodes(words);
    else if (what == "interval")
        common_.advert_interval = interval(words.at(1));
    else if (what == "nopreempt")
        common_.preempt = false;
    else if (what == "v2")
        common_.version = vrrp::Version::v2;
    else if (what == "password")
        std::ranges::copy(words.at(1), common_.password.emplace().begin());
    else if (what == "quiet")
        quiet_ = true;
    else if (what == "later")
        later_.insert(words.at(1));
    else
        return set_behaviour(words);
    return true;
}

bool Teller::set_behaviour(const Words& words) {
    const std::string& what = words.front();
    if (what == "sides")
        set_sides(words);
    else if (what == "crossed")
        crossed_ = true;
    else if (what == "track")
        common_.tracking.checks.push_back({words.at(1), std::stoi(words.at(2)), false});
    else if (what == "preempt_delay")
        common_.preempt_delay = duration(words.at(1));
    else if (what == "start_delay")
        start_delay_ = duration(words.at(1));
    else
        return false;
    return true;
}

// "inside=10.0.0.1"
void Teller::set_sides(const Words& words) {
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
        const std::size_t equals = word->find('=');
        engine::InstanceSettings& side = sides_.emplace_back();
        side.name = word->substr(0, equals);
        side.interface = "eth" + std::to_string(sides_.size() - 1);
        side.vrid = vrrp::Vrid{static_cast<std::uint8_t>(first_vrid + sides_.size() - 1)};
        side.addresses = {prefix(word->substr(equals + 1))};
    }
}

void Teller::set_nodes(const Words& words) {
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
        const std::size_t equals = word->find('=');
        const std::string name = word->substr(0, equals), value = word->substr(equals + 1);
        if (name == "address") {
            common_.addresses.push_back(prefix(value));
        } else {
            nodes_.emplace_back(name, std::stoi(value));
        }
    }
    if (!common_.addresses.empty()) common_.family = common_.addresses.front().address.family();
}

void Teller::begin() {
    common_.name = "web";
    common_.interface = "eth0";
    common_.vrid = vrrp::Vrid{first_vrid};
    if (sides_.empty()) sides_.push_back(common_);
    for (engine::InstanceSettings& side : sides_) {
        const engine::InstanceSettings own = std::exchange(side, common_);
        side.name = own.name;
        side.interface = own.interface;
        side.vrid = own.vrid;
        side.addresses = own.addresses;
    }
    world_ = std::make_unique<World>(4 * net::Duration{common_.advert_interval});
    int number = 11;
    for (const auto& [name, strength] : nodes_) add_host(name, strength, number++);
    if (!quiet_) world_->chatter();
}

void Teller::add_host(const std::string& name, int strength, int number) {
    engine::Settings settings{.node = name, .instances = sides_, .start_delay = start_delay_};
    std::vector<net::Link> links;
    std::vector<net::LinkAddress> own;
    for (engine::InstanceSettings& instance : settings.instances) {
        const std::size_t side = links.size();
        instance.priority = priority(strength);
        links.push_back({.index = index_of(side),
                         .name = instance.interface,
                         .up = true,
                         .mac = {{0x02, 0, 0, 0, static_cast<std::uint8_t>(side), static_cast<std::uint8_t>(number)}}});
        const int last = crossed_ && side > 0 ? 100 - number : number;
        own.push_back({.index = index_of(side), .prefix = primary(instance.family, last, side)});
        if (!instance.priority.is_owner()) continue;
        for (const net::Prefix& address : instance.addresses)
            own.push_back({.index = index_of(side), .prefix = address});
    }
    if (sides_.size() > 1) {
        engine::GroupSettings& group = settings.groups.emplace_back();
        group.name = "gw";
        for (const engine::InstanceSettings& instance : settings.instances) group.instances.push_back(instance.name);
    }
    SimHost& host = world_->add(std::move(settings), SimKernel{std::move(links), std::move(own)});
    if (!later_.contains(name)) host.start(world_->now());
}

// Of the side that is named there, else of the first.
net::InterfaceIndex Teller::interface(const Words& words, std::size_t place) const {
    for (std::size_t side = 0; side < sides_.size(); ++side) {
        if (words.size() > place && words[place] == sides_[side].name) return index_of(side);
    }
    return index_of(0);
}

bool Teller::do_to_all(const Words& words) {
    const std::string& what = words.front();
    if (what == "run")
        world_->run_for(duration(words.at(1)));
    else if (what == "heal")
        world_->heal();
    else if (what == "forge")
        forge(words);
    else
        return false;
    return true;
}

bool Teller::do_to_host(const Words& words, SimHost& host) {
    const std::string& what = words.front();
    const net::Instant now = world_->now();
    if (what == "cut" && words.size() > 2)
        world_->cut(host.name(), interface(words, 2));
    else if (what == "cut")
        world_->cut(host.name());
    else if (what == "crash")
        host.crash();
    else if (what == "start")
        host.start(now);
    else if (what == "stop")
        host.stop(now);
    else if (what == "freeze")
        host.freeze(now + duration(words.at(2)));
    else
        return do_to_machine(words, host) || do_by_order(words, host) || do_reload(words, host);
    return true;
}

bool Teller::do_to_machine(const Words& words, SimHost& host) {
    const std::string& what = words.front();
    if (what == "unplug")
        host.kernel().set_carrier(interface(words, 2), false);
    else if (what == "plug")
        host.kernel().set_carrier(interface(words, 2), true);
    else if (what == "remove")
        host.kernel().remove(prefix(words.at(2)));
    else if (what == "add")
        host.kernel().add({index_of(0), prefix(words.at(2))});
    else if (what == "frame")
        host.receive_frame(index_of(0));
    else
        return false;
    return true;
}

bool Teller::do_by_order(const Words& words, SimHost& host) {
    const std::string& what = words.front();
    if (what == "yield")
        host.post(engine::Withdraw{sides_.front().name, engine::Withdrawal::yielded, "asked to"});
    else if (what == "fence")
        host.post(engine::Withdraw{sides_.front().name, engine::Withdrawal::fenced, "asked to"});
    else if (what == "drain")
        host.post(engine::Withdraw{sides_.front().name, engine::Withdrawal::drained, "asked to"});
    else if (what == "readmit")
        host.post(engine::Readmit{sides_.front().name, "asked to"});
    else if (what == "check")
        report(words, host);
    else
        return false;
    return true;
}

// "check a nginx down", "check a load 20"
void Teller::report(const Words& words, SimHost& host) {
    const std::string& says = words.at(3);
    engine::CheckReported report{.check = words.at(2)};
    report.health = says == "down" ? engine::Health::down : engine::Health::up;
    if (says == "down") report.reason = "exit status 1";
    if (says != "down" && says != "up") report.number = std::stoi(says);
    host.post(report);
}

bool Teller::do_reload(const Words& words, SimHost& host) {
    const std::string& what = words.front();
    engine::Settings settings = host.settings();
    if (what == "prio") {
        settings.instances.at(0).priority = priority(std::stoi(words.at(2)));
    } else if (what == "addresses") {
        settings.instances.at(0).addresses.clear();
        std::transform(words.begin() + 2, words.end(), std::back_inserter(settings.instances.at(0).addresses), prefix);
    } else if (what == "retire") {
        settings.instances.clear();
    } else {
        return false;
    }
    host.reload(std::move(settings), world_->now());
    return true;
}

void Teller::forge(const Words& words) {
    const vrrp::Centiseconds every = words.size() > 2 ? interval(words[2]) : common_.advert_interval;
    vrrp::Advertisement advert{common_.version, vrrp::Vrid{first_vrid}, priority(std::stoi(words.at(1))), every, {}};
    for (const net::Prefix& address : common_.addresses) advert.addresses.push_back(address.address);

    const net::IpAddress stranger = primary(common_.family, 99).address;
    const net::IpAddress group = vrrp::multicast_group(common_.family);
    const vrrp::Sending sending{.source = stranger, .destination = group, .password = common_.password};
    world_->forge({{}, index_of(0), stranger, group, encode(advert, sending)});
}

}  // namespace holdfast::stories
