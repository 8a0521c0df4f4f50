#include "tests/sim/plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace holdfast::sim {
namespace {

// The `key=value` words of a line.
class Values {
public:
    explicit Values(std::istringstream& in) {
        for (std::string word; in >> word;) {
            const std::size_t equals = word.find('=');
            if (equals == std::string::npos) throw std::runtime_error{"not key=value: " + word};
            values_[word.substr(0, equals)] = word.substr(equals + 1);
        }
    }
    std::uint64_t number(const std::string& key) const { return std::stoull(values_.at(key)); }
    int integer(const std::string& key) const { return std::stoi(values_.at(key)); }
    bool flag(const std::string& key) const { return integer(key) != 0; }
    const std::string& text(const std::string& key) const { return values_.at(key); }
    net::Duration seconds(const std::string& key) const {
        return std::chrono::milliseconds{std::llround(std::stod(values_.at(key)) * 1000)};
    }

private:
    std::map<std::string, std::string> values_;
};

detector::Policy policy(const std::string& word) {
    using enum detector::Policy;
    for (const detector::Policy one : {alert, yield, fence}) {
        if (word == label(one)) return one;
    }
    throw std::runtime_error{"no such policy: " + word};
}

void read_line(Plan& plan, const std::string& line) {
    std::istringstream in{line};
    std::string word;
    in >> word;
    if (word == "lan") {
        const Values v{in};
        plan.noise = {v.number("seed"),  v.integer("loss"), v.integer("duplicate"), v.integer("corrupt"),
                      v.integer("late"), v.seconds("by"),   v.flag("talks")};
    } else if (word == "group") {
        const Values v{in};
        plan.group = {v.seconds("interval"),
                      v.flag("preempt"),
                      static_cast<vrrp::Version>(v.integer("version")),
                      v.integer("family") == 4 ? net::Family::ipv4 : net::Family::ipv6,
                      v.flag("lease"),
                      v.flag("bursts")};
    } else if (word == "moves") {
        const Values v{in};
        plan.moves = {v.flag("together"), v.flag("opposed"), v.seconds("preempt_delay"), v.seconds("start_delay")};
    } else if (word == "tracks") {
        const Values v{in};
        plan.tracks = TracksPlan{v.integer("check"), v.integer("uplink"), v.seconds("down"), v.seconds("up")};
    } else if (word == "keys") {
        plan.keys = true;
    } else if (word == "detector") {
        const Values v{in};
        plan.detector = DetectorPlan{policy(v.text("policy")), v.flag("hello"), v.flag("apart"), v.flag("trust")};
    } else if (word == "host") {
        const Values v{in};
        plan.hosts.push_back({v.integer("priority"), v.integer("ppm")});
    } else if (word == "quiet") {
        in >> word;
        plan.quiet = std::chrono::milliseconds{std::llround(std::stod(word) * 1000)};
    } else {
        plan.faults.push_back(parse_fault(line));
    }
}

}  // namespace

bool Plan::is_calm() const {
    return faults.empty() && noise.loss == 0 && noise.duplicate == 0 && noise.corrupt == 0 && noise.late == 0;
}

bool Plan::has(Kind kind) const {
    return std::ranges::find(faults, kind, &Fault::kind) != faults.end();
}

std::string to_string(const Plan& plan) {
    std::ostringstream out;
    const Noise& n = plan.noise;
    out << "lan seed=" << n.seed << " loss=" << n.loss << " duplicate=" << n.duplicate << " corrupt=" << n.corrupt
        << " late=" << n.late << " by=" << seconds_text(n.by) << " talks=" << n.talks << "\n";
    const GroupPlan& g = plan.group;
    out << "group interval=" << seconds_text(g.interval) << " preempt=" << g.preempt
        << " version=" << int{std::to_underlying(g.version)} << " family=" << (g.family == net::Family::ipv4 ? 4 : 6)
        << " lease=" << g.lease << " bursts=" << g.bursts << "\n";
    if (const MovesPlan& m = plan.moves; m != MovesPlan{}) {
        out << "moves together=" << m.together << " opposed=" << m.opposed
            << " preempt_delay=" << seconds_text(m.preempt_delay) << " start_delay=" << seconds_text(m.start_delay)
            << "\n";
    }
    if (const auto& t = plan.tracks) {
        out << "tracks check=" << t->check << " uplink=" << t->uplink << " down=" << seconds_text(t->down_delay)
            << " up=" << seconds_text(t->up_delay) << "\n";
    }
    if (plan.keys) out << "keys\n";
    if (const auto& d = plan.detector) {
        out << "detector policy=" << label(d->policy) << " hello=" << d->hello << " apart=" << d->apart
            << " trust=" << d->trust_lan << "\n";
    }
    for (const HostPlan& host : plan.hosts) out << "host priority=" << host.priority << " ppm=" << host.ppm << "\n";
    for (const Fault& fault : plan.faults) out << seconds_text(fault.at) << " " << to_string(fault) << "\n";
    out << "quiet " << seconds_text(plan.quiet) << "\n";
    return out.str();
}

Plan parse_plan(const std::string& text) {
    Plan plan;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && !line.starts_with('#')) read_line(plan, line);
    }
    if (plan.hosts.empty()) throw std::runtime_error{"a plan without hosts"};
    return plan;
}

}  // namespace holdfast::sim
