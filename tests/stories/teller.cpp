#include "tests/stories/teller.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "daemon/vrrp/advertisement.hpp"

namespace holdfast::stories {
namespace {

using namespace std::chrono_literals;

constexpr net::InterfaceIndex eth0{2};
constexpr vrrp::Vrid vrid{51};

Words split(const std::string& line) {
    std::istringstream in{line};
    return {std::istream_iterator<std::string>{in}, {}};
}

// "10s", "40.95s", "150ms"
net::Duration duration(const std::string& text) {
    std::size_t end = 0;
    const double number = std::stod(text, &end);
    const double unit = text.substr(end) == "ms" ? 1e6 : 1e9;
    return net::Duration{static_cast<net::Duration::rep>(number * unit + 0.5)};
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

// What a host or a stranger sends from: 10.0.0.11, fe80::11.
net::Prefix primary(net::Family family, int number) {
    return prefix((family == net::Family::ipv4 ? "10.0.0." : "fe80::") + std::to_string(number));
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
        return false;
    return true;
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
    common_.family = common_.addresses.at(0).address.family();
}

void Teller::begin() {
    common_.name = "web";
    common_.interface = "eth0";
    common_.vrid = vrid;
    world_ = std::make_unique<World>(4 * net::Duration{common_.advert_interval});
    int number = 11;
    for (const auto& [name, strength] : nodes_) add_host(name, strength, number++);
    if (!quiet_) world_->chatter();
}

void Teller::add_host(const std::string& name, int strength, int number) {
    engine::InstanceSettings instance = common_;
    instance.priority = priority(strength);
    const net::Link link{
        .index = eth0, .name = "eth0", .up = true, .mac = {{0x02, 0, 0, 0, 0, static_cast<std::uint8_t>(number)}}};
    std::vector<net::LinkAddress> own{{.index = eth0, .prefix = primary(instance.family, number)}};
    if (instance.priority.is_owner()) {
        for (const net::Prefix& address : instance.addresses) own.push_back({.index = eth0, .prefix = address});
    }
    SimHost& host = world_->add({name, {instance}}, SimKernel{link, own});
    if (!later_.contains(name)) host.start(world_->now());
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
    if (what == "cut")
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
        host.kernel().set_carrier(false);
    else if (what == "plug")
        host.kernel().set_carrier(true);
    else if (what == "remove")
        host.kernel().remove(prefix(words.at(2)));
    else if (what == "add")
        host.kernel().add(prefix(words.at(2)));
    else if (what == "frame")
        host.receive_frame();
    else
        return false;
    return true;
}

bool Teller::do_by_order(const Words& words, SimHost& host) {
    const std::string& what = words.front();
    if (what == "yield")
        host.post(engine::Withdraw{common_.name, engine::Withdrawal::yielded, "asked to"});
    else if (what == "fence")
        host.post(engine::Withdraw{common_.name, engine::Withdrawal::fenced, "asked to"});
    else if (what == "readmit")
        host.post(engine::Readmit{common_.name, "asked to"});
    else
        return false;
    return true;
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
    vrrp::Advertisement advert{common_.version, vrid, priority(std::stoi(words.at(1))), every, {}};
    for (const net::Prefix& address : common_.addresses) advert.addresses.push_back(address.address);

    const net::IpAddress stranger = primary(common_.family, 99).address;
    const net::IpAddress group = vrrp::multicast_group(common_.family);
    const vrrp::Sending sending{.source = stranger, .destination = group, .password = common_.password};
    world_->forge({{}, eth0, stranger, group, encode(advert, sending)});
}

}  // namespace holdfast::stories
