#include "daemon/probes/processes.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

namespace holdfast::probes {
namespace {

// Also of one that waits to be buried.
bool has_ended(const io::Fd& process) {
    pollfd waiting{.fd = process.get(), .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) != 0;
}

// As under ProtectProc=invisible of systemd: the first process is root's.
bool are_hidden() {
    return ::access("/proc/1", F_OK) != 0;
}

std::string described(const checks::ProcessCheck& wanted, std::size_t count) {
    if (count == 0 && are_hidden()) return "no process " + wanted.process + ": /proc hides those of other users";
    if (wanted.count == 1) return count == 0 ? "no process " + wanted.process : wanted.process + " runs";
    return fmt::format("{} of {} processes {}", count, wanted.count, wanted.process);
}

}  // namespace

void Processes::configured(const checks::Settings& settings) {
    std::map<std::string, Watch> former = std::exchange(watches_, {});
    for (const checks::CheckSettings& check : settings) {
        const auto* wanted = std::get_if<checks::ProcessCheck>(&check.kind);
        if (wanted == nullptr) continue;
        Watch& watch = watches_[check.name] = std::move(former[check.name]);
        watch.wanted = *wanted;
    }
}

void Processes::start(const checks::StartRun& run, net::Instant now) {
    Watch& watch = watches_[run.check.name];
    watch.wanted = std::get<checks::ProcessCheck>(run.check.kind);
    std::erase_if(watch.held, [&](const Held& one) {  // another program may be what it executes now
        return has_ended(one.process) || !matches(one.pid, name_of(one.pid), watch.wanted);
    });
    if (watch.is_short()) find_more(watch, now);
    ended_.push_back({run.run, result_of(watch)});
}

checks::Outcome Processes::result_of(const Watch& watch) {
    return {.ok = !watch.is_short(), .reason = described(watch.wanted, watch.held.size())};
}

void Processes::find_more(Watch& watch, net::Instant now) {
    for (const auto& [pid, name] : table_.at(now)) {
        if (!watch.is_short()) return;
        if (matches(pid, name, watch.wanted)) hold(watch, pid);
    }
}

void Processes::hold(Watch& watch, pid_t pid) {
    if (std::ranges::find(watch.held, pid, &Held::pid) != watch.held.end()) return;
    io::Fd process{static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))};
    if (!process || has_ended(process)) return;
    if (!matches(pid, name_of(pid), watch.wanted)) return;  // the number is another's by now
    watch.held.push_back({pid, std::move(process)});
}

bool Processes::is_short() const {
    return std::ranges::any_of(watches_, [](const auto& entry) { return entry.second.is_short(); });
}

// Who begins is of interest only while somebody is missing. What was told of former times is heard then, too: who began
// since the last look is among it.
void Processes::poll_on(std::vector<pollfd>& sources) {
    for (const auto& [name, watch] : watches_) {
        for (const Held& one : watch.held) sources.push_back({.fd = one.process.get(), .events = POLLIN, .revents = 0});
    }
    listens_ = events_ && is_short();
    if (!listens_) return;
    sources.push_back({.fd = events_->fd(), .events = POLLIN, .revents = 0});
}

void Processes::advance(std::span<const pollfd> own, net::Instant, Results& results) {
    std::ranges::move(std::exchange(ended_, {}), std::back_inserter(results.ended));
    if (!has_news(own)) return;
    miss_those_that_ended(own, results);
    if (listens_ && own.back().revents != 0) welcome_those_that_began(results);
}

// Each end is a reason to look, once.
void Processes::miss_those_that_ended(std::span<const pollfd> own, Results& results) {
    std::size_t next = 0;  // as in poll_on()
    for (auto& [name, watch] : watches_) {
        if (std::erase_if(watch.held, [&](const Held&) { return own[next++].revents != 0; }) > 0) {
            results.hastened.push_back({name});
        }
    }
}

void Processes::welcome_those_that_began(Results& results) {
    for (const pid_t pid : events_->executed()) {
        const std::string program = name_of(pid);
        for (auto& [name, watch] : watches_) {
            if (!watch.is_short() || !matches(pid, program, watch.wanted)) continue;
            hold(watch, pid);
            if (!watch.is_short()) results.hastened.push_back({name});
        }
    }
}

}  // namespace holdfast::probes
