// A configuration file: either settings that the engine and the detector can run, or errors that each have a place.
#include "daemon/config/config.hpp"

#include <set>

#include "daemon/engine/node.hpp"
#include "detector/judge.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using config::Diagnostic;
using config::Weight;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines{""};
    for (const char c : text) c == '\n' ? lines.emplace_back() : lines.back() += c;
    return lines;
}

void check_place(const Diagnostic& d, const std::vector<std::string>& lines) {
    ensure(!d.message.empty() && d.file == "holdfast.toml", "a diagnostic says what and where");
    ensure(d.line <= lines.size(), "the line is one of the file");
    if (d.line == 0) return ensure(d.source_line.empty(), "the file as a whole has no line");
    ensure(d.column >= 1 && d.length >= 1, "columns count from 1");
    const std::string& line = lines[d.line - 1];
    const bool hidden = d.source_line.contains('*');
    ensure(hidden || line.starts_with(d.source_line), "the line that is shown is the file's");
}

// A terminal that shows it must not obey it.
void check_shown(const std::vector<Diagnostic>& all) {
    for (const char c : config::render(all, false)) {
        ensure(c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f), "no control characters");
    }
}

void check_diagnostics(const std::vector<Diagnostic>& all, const std::string& text, bool refused) {
    const std::vector<std::string> lines = lines_of(text);
    bool error = false;
    for (const Diagnostic& d : all) {
        check_place(d, lines);
        error = error || d.weight == Weight::error;
    }
    ensure(error == refused, "it is refused for an error, and for nothing else");
    check_shown(all);
}

void check_unique(const std::vector<engine::InstanceSettings>& instances) {
    std::set<std::string> names;
    std::set<std::tuple<std::string, net::Family, vrrp::Vrid>> routers;
    for (const auto& instance : instances) {
        ensure(!instance.name.empty() && !instance.interface.empty(), "an instance has a name and an interface");
        ensure(names.insert(instance.name).second, "no two instances have one name");
        ensure(routers.insert({instance.interface, instance.family, instance.vrid}).second, "or are one router");
        ensure(instance.vrid != vrrp::Vrid{} && !instance.priority.is_leaving(), "VRID and priority are not 0");
        ensure(!instance.addresses.empty() && instance.addresses.size() <= 255, "1 to 255 addresses");
    }
}

// Two interfaces, with addresses of both families, and those that instances want to send from.
engine::KernelState kernel(const std::vector<engine::InstanceSettings>& instances) {
    engine::KernelState state;
    std::set<std::string> names;
    for (const auto& instance : instances) {
        if (!names.insert(instance.interface).second) continue;
        const net::InterfaceIndex index{static_cast<int>(names.size()) + 1};
        state.links.push_back({.index = index, .name = instance.interface, .up = true, .mac = {}});
        for (const char* own : {"198.18.0.11/24", "fe80::11/64"}) {
            state.addresses.push_back({.index = index, .prefix = prefix(own)});
        }
        if (!instance.source) continue;
        const auto length = static_cast<std::uint8_t>(instance.source->bytes().size() * 8);
        state.addresses.push_back({.index = index, .prefix = {*instance.source, length}});
    }
    return state;
}

// What is valid can be run: each router takes over, speaks, and stops.
void run(const config::Config& config) {
    net::Instant now{1h};
    engine::Node node{config.engine, now};
    node.handle(kernel(config.engine.instances), now);
    for (int index = 2; index < 2 + static_cast<int>(config.engine.instances.size()); ++index) {
        for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
            node.handle(engine::ListenSucceeded{net::InterfaceIndex{index}, family}, now);
        }
    }
    for (int turn = 0; turn < 50 && node.deadline(); ++turn) {
        now = std::max(now, *node.deadline());
        node.handle(engine::DeadlineReached{}, now);
    }
    node.status(now);
    node.handle(engine::StopRequested{}, now);
    detector::Judge judge{config.detector, now};
    for (int turn = 0; turn < 20 && judge.deadline(); ++turn) {
        now = std::max(now, *judge.deadline());
        judge.handle(detector::DeadlineReached{}, now);
    }
    judge.report(now);
    judge.hello(now);
}

void read(Input in) {
    const net::Bytes bytes = in.rest();
    const std::string text{bytes.begin(), bytes.end()};
    const auto loaded = config::parse(text, "holdfast.toml", "lb1");
    if (!loaded) return check_diagnostics(loaded.error(), text, true);
    check_diagnostics(loaded->warnings, text, false);
    check_unique(loaded->config.engine.instances);
    ensure(loaded->config.detector.instances.size() == loaded->config.engine.instances.size(), "each is watched");
    const auto again = config::parse(text, "holdfast.toml", "lb1");
    ensure(again && again->config == loaded->config && again->sha256 == loaded->sha256, "the same text, the same");
    if (loaded->config.engine.instances.size() < 16) run(loaded->config);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
