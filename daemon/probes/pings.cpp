#include "daemon/probes/pings.hpp"

#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "daemon/io/random.hpp"

namespace holdfast::probes {

// Other pings of this host have other numbers.
Pings::Pings() {
    std::array<std::uint8_t, 2> random{};
    io::fill_with_random(random);
    id_ = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
}

void Pings::start(const checks::StartRun& run, net::Instant) {
    const auto& wanted = std::get<checks::PingCheck>(run.check.kind);
    Round round{.needed = wanted.needed, .asked = wanted.targets.size(), .until = run.until};
    if (rounds_.empty()) {  // others' answers have come meanwhile
        hear(ipv4_);
        hear(ipv6_);
    }
    for (const net::IpAddress& target : wanted.targets) {
        auto& socket = target.family() == net::Family::ipv4 ? ipv4_ : ipv6_;
        if (!socket) {
            round.trouble = "no ICMP socket could be opened";
            continue;
        }
        const std::uint16_t sequence = ++sequence_;
        if (const auto sent = socket->send_echo(target, id_, sequence); !sent) {
            round.trouble = sent.error().text();
            continue;
        }
        round.open.emplace(sequence, target);
    }
    rounds_.emplace(run.run, std::move(round));
}

void Pings::kill(checks::RunId run, net::Instant) {
    const auto round = rounds_.find(run);
    if (round == rounds_.end()) return;
    ended_.push_back({run, result_of(round->second)});
    rounds_.erase(round);
}

void Pings::poll_on(std::vector<pollfd>& sources) {
    if (rounds_.empty()) return;
    for (const auto* socket : {&ipv4_, &ipv6_}) {
        if (*socket) sources.push_back({.fd = (*socket)->fd(), .events = POLLIN, .revents = 0});
    }
}

std::optional<net::Instant> Pings::deadline() const {
    std::optional<net::Instant> earliest;
    for (const auto& [run, round] : rounds_) earliest = net::earlier(earliest, round.until);
    return earliest;
}

void Pings::hear(std::optional<io::IcmpSocket>& socket) {
    if (!socket) return;
    while (const auto reply = socket->receive()) take(*reply);
}

void Pings::take(const io::EchoReply& reply) {
    if (reply.id != id_) return;
    for (auto& [run, round] : rounds_) {
        const auto asked = round.open.find(reply.sequence);
        if (asked == round.open.end() || asked->second != reply.source) continue;
        round.open.erase(asked);
        ++round.answered;
    }
}

void Pings::advance(std::span<const pollfd> own, net::Instant now, Results& results) {
    if (has_news(own)) {
        hear(ipv4_);
        hear(ipv6_);
    }
    for (auto at = rounds_.begin(); at != rounds_.end();) {
        const Round& round = at->second;
        const bool is_decided =
            round.answered >= round.needed || round.answered + round.open.size() < round.needed || round.until <= now;
        if (!is_decided) {
            ++at;
            continue;
        }
        ended_.push_back({at->first, result_of(round)});
        at = rounds_.erase(at);
    }
    std::ranges::move(std::exchange(ended_, {}), std::back_inserter(results.ended));
}

checks::Outcome Pings::result_of(const Round& round) {
    std::string reason = fmt::format("{} of {} answered", round.answered, round.asked);
    if (round.answered >= round.needed) return {.ok = true, .reason = std::move(reason)};
    reason += fmt::format(", {} needed", round.needed);
    if (!round.open.empty()) reason += "; not " + net::to_string(round.open.begin()->second);
    if (!round.trouble.empty()) reason += "; " + round.trouble;
    return {.ok = false, .reason = std::move(reason), .timed_out = !round.open.empty()};
}

}  // namespace holdfast::probes
