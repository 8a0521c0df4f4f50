#include "tests/sim/fault.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace holdfast::sim {
namespace {

enum class Amount : std::uint8_t { none, number, duration };

struct Grammar {
    Kind kind;
    const char* word;
    bool host, other;
    Amount amount;
};

constexpr std::array<Grammar, kind_count> grammar{{
    {Kind::cut, "cut", true, true, Amount::none},
    {Kind::hush, "hush", true, true, Amount::number},
    {Kind::part, "part", false, false, Amount::number},
    {Kind::heal, "heal", false, false, Amount::none},
    {Kind::gateway_lost, "gateway_lost", true, false, Amount::none},
    {Kind::gateway_back, "gateway_back", true, false, Amount::none},
    {Kind::channel_lost, "channel_lost", true, false, Amount::none},
    {Kind::channel_back, "channel_back", true, false, Amount::none},
    {Kind::crash, "crash", true, false, Amount::none},
    {Kind::crash_both, "crash_both", true, false, Amount::none},
    {Kind::guard_dies, "guard_dies", true, false, Amount::none},
    {Kind::power_off, "power_off", true, false, Amount::none},
    {Kind::start, "start", true, false, Amount::none},
    {Kind::stop, "stop", true, false, Amount::none},
    {Kind::freeze, "freeze", true, false, Amount::duration},
    {Kind::pause, "pause", true, false, Amount::duration},
    {Kind::unplug, "unplug", true, false, Amount::none},
    {Kind::plug, "plug", true, false, Amount::none},
    {Kind::remake, "remake", true, false, Amount::none},
    {Kind::lose_primary, "lose_primary", true, false, Amount::none},
    {Kind::regain_primary, "regain_primary", true, false, Amount::none},
    {Kind::remove, "remove", true, false, Amount::number},
    {Kind::add, "add", true, false, Amount::number},
    {Kind::overrun, "overrun", true, false, Amount::none},
    {Kind::refuse, "refuse", true, true, Amount::duration},
    {Kind::priority, "priority", true, false, Amount::number},
    {Kind::addresses, "addresses", true, false, Amount::number},
    {Kind::second, "second", true, false, Amount::number},
    {Kind::check_fails, "check_fails", true, false, Amount::none},
    {Kind::check_works, "check_works", true, false, Amount::none},
    {Kind::uplink_lost, "uplink_lost", true, false, Amount::none},
    {Kind::uplink_back, "uplink_back", true, false, Amount::none},
    {Kind::hush_second, "hush_second", true, true, Amount::none},
    {Kind::drain, "drain", true, false, Amount::none},
    {Kind::undrain, "undrain", true, false, Amount::none},
    {Kind::hold, "hold", true, false, Amount::none},
    {Kind::yield, "yield", true, false, Amount::none},
    {Kind::fence, "fence", true, false, Amount::none},
    {Kind::clear, "clear", true, false, Amount::none},
    {Kind::forge_advert, "forge_advert", true, false, Amount::number},
    {Kind::replay_advert, "replay_advert", true, false, Amount::none},
    {Kind::forge_claim, "forge_claim", false, false, Amount::none},
    {Kind::forge_junk, "forge_junk", false, false, Amount::number},
    {Kind::forge_hello, "forge_hello", true, true, Amount::none},
    {Kind::forge_signed, "forge_signed", true, true, Amount::none},
    {Kind::replay_hello, "replay_hello", true, true, Amount::none},
}};

constexpr std::array<const char*, refusable_count> refusables{"transmit", "add",    "remove", "refresh",
                                                              "announce", "listen", "count",  "fence"};

const Grammar& grammar_of(Kind kind) {
    return grammar.at(static_cast<std::size_t>(kind));
}

const Grammar& grammar_of(const std::string& word) {
    for (const Grammar& one : grammar) {
        if (word == one.word) return one;
    }
    throw std::runtime_error{"no such fault: " + word};
}

net::Duration parse_seconds(const std::string& text) {
    return std::chrono::milliseconds{std::llround(std::stod(text) * 1000)};
}

int parse_other(Kind kind, const std::string& word) {
    if (kind != Kind::refuse) return word.at(0) - 'a';
    for (std::size_t i = 0; i < refusables.size(); ++i) {
        if (word == refusables[i]) return static_cast<int>(i);
    }
    throw std::runtime_error{"cannot be refused: " + word};
}

}  // namespace

std::string_view label(Refusable what) {
    return refusables.at(static_cast<std::size_t>(what));
}

std::string host_name(int host) {
    return std::string(1, static_cast<char>('a' + host));
}

std::string seconds_text(net::Duration duration) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", net::seconds(duration));
    return text;
}

Fault normal(Fault fault) {
    const Grammar& rule = grammar_of(fault.kind);
    if (!rule.host) fault.host = 0;
    if (!rule.other) fault.other = 0;
    if (rule.amount == Amount::none) fault.amount = 0;
    return fault;
}

std::string to_string(const Fault& fault) {
    const Grammar& rule = grammar_of(fault.kind);
    std::string text = rule.word;
    if (rule.host) text += " " + host_name(fault.host);
    if (rule.other) {
        text += " ";
        text += fault.kind == Kind::refuse ? std::string{label(static_cast<Refusable>(fault.other))}
                                           : host_name(fault.other);
    }
    if (rule.amount == Amount::number) text += " " + std::to_string(fault.amount);
    if (rule.amount == Amount::duration) text += " " + seconds_text(fault.length());
    return text;
}

Fault parse_fault(std::string_view line) {
    std::istringstream in{std::string{line}};
    std::string at, word, argument;
    in >> at >> word;
    const Grammar& rule = grammar_of(word);
    Fault fault{.at = parse_seconds(at), .kind = rule.kind};
    if (rule.host && in >> argument) fault.host = argument.at(0) - 'a';
    if (rule.other && in >> argument) fault.other = parse_other(rule.kind, argument);
    if (rule.amount == Amount::number) in >> fault.amount;
    if (rule.amount == Amount::duration && in >> argument) fault.amount = parse_seconds(argument).count();
    if (!in) throw std::runtime_error{"not understood: " + std::string{line}};
    return fault;
}

}  // namespace holdfast::sim
