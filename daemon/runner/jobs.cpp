#include "daemon/runner/jobs.hpp"

#include <algorithm>
#include <utility>

#include <sys/wait.h>

#include "daemon/runner/safety.hpp"

namespace holdfast::runner {
namespace {

constexpr std::size_t most_at_work = 256;
constexpr std::size_t most_jobs = 1024;
// What a script is told in words: a kind, a name, a state or a verdict, a priority or a severity.
constexpr std::size_t most_arguments = 4;
constexpr std::size_t longest_argument = 64;
constexpr const char* path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

bool is_ours(const std::string& name) {
    return name.starts_with("HOLDFAST_") && std::ranges::all_of(name, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
}

// A name, a number: nothing that a script could take for an option, a path, or more than one word.
bool is_word(const std::string& argument) {
    return !argument.empty() && argument.size() <= longest_argument && argument.front() != '-' &&
           std::ranges::all_of(argument, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                      c == '-' || c == '.';
           });
}

std::vector<std::string> environment_of(const Run& order) {
    std::vector<std::string> environment{path};
    for (const auto& [name, value] : order.environment) {
        if (is_ours(name)) environment.emplace_back(name).append("=").append(value);
    }
    return environment;
}

// Why it cannot be; empty: it can.
std::string objection(const Run& order, const Entry* entry) {
    if (entry == nullptr) return "it belongs to a configuration that is no longer known";
    if (entry->command.argv.empty()) return "there is no command";
    if (!entry->user) return "there is no user " + entry->command.user;
    if (!order.arguments.empty() && !entry->command.takes_arguments) return "it takes no arguments";
    if (order.arguments.size() > most_arguments || !std::ranges::all_of(order.arguments, is_word))
        return "its arguments are not those of a notification";
    return "";
}

Fate fate_of(const io::Ending& ending, std::optional<Fate> stopped) {
    if (ending.kind == io::Ending::Kind::stuck) return Fate::stuck;
    if (stopped) return *stopped;
    return ending.kind == io::Ending::Kind::exited ? Fate::exited : Fate::signalled;
}

}  // namespace

void Jobs::take(Run order, const Entry* entry, net::Instant now) {
    if (std::string why = objection(order, entry); !why.empty()) return refuse(order.id, std::move(why));
    if (jobs_.size() >= most_jobs) return refuse(order.id, "too many commands wait");
    Program program{.argv = entry->command.argv, .environment = environment_of(order), .user = *entry->user};
    program.argv.insert(program.argv.end(), order.arguments.begin(), order.arguments.end());
    jobs_.push_back({std::move(order), std::move(program), entry->command.time_limit});
    start_those_whose_turn_it_is(now);
}

void Jobs::refuse(OrderId id, std::string why) {
    ended_.push_back({.id = id, .fate = Fate::not_started, .why = std::move(why), .output = {}});
}

void Jobs::kill(OrderId id, net::Instant now) {
    const auto job = std::ranges::find_if(jobs_, [id](const Job& known) { return known.order.id == id; });
    if (job == jobs_.end()) return;  // it has ended, which is on its way
    if (!job->child) {
        ended_.push_back({.id = id, .fate = Fate::killed, .why = {}, .output = {}});
        jobs_.erase(job);
        return;
    }
    if (!job->stopped) job->stopped = Fate::killed;
    job->child->stop(now);
}

void Jobs::end(net::Instant now) {
    std::erase_if(jobs_, [](const Job& job) { return !job.child; });
    for (Job& job : jobs_) {
        if (!job.stopped) job.stopped = Fate::killed;
        job.child->stop(now);
    }
}

// Orders are few: 200 checks, one notification for each instance.
bool Jobs::may_start(const Job& job) const {
    if (at_work_ >= most_at_work) return false;
    return job.order.queue.empty() || std::ranges::none_of(jobs_, [&](const Job& other) {
               return other.child && other.order.queue == job.order.queue;
           });
}

void Jobs::start_those_whose_turn_it_is(net::Instant now) {
    if (at_work_ == jobs_.size()) return;
    for (auto job = jobs_.begin(); job != jobs_.end();) {
        const bool stays = job->child || !may_start(*job) || start(*job, now);
        job = stays ? std::next(job) : jobs_.erase(job);
    }
}

io::Looks& Jobs::looks_at(net::Instant now) {
    if (std::exchange(looked_, now) != now) looks_ = {};
    return looks_;
}

// False: it has ended already.
bool Jobs::start(Job& job, net::Instant now) {
    if (const auto objections = unsafe(job.program.argv, job.program.user, looks_at(now)); !objections.empty()) {
        refuse(job.order.id, objections.front());
        return false;
    }
    auto child = io::Child::start_by([&job](int input, int output) { return spawn(job.program, input, output); },
                                     std::move(job.order.input));
    if (!child) {
        refuse(job.order.id, "cannot " + child.error().text());
        return false;
    }
    job.child = std::move(*child);
    job.began = now;
    ++at_work_;
    return true;
}

std::optional<net::Instant> Jobs::Job::deadline() const {
    if (!child) return std::nullopt;
    const auto limit = stopped ? std::nullopt : std::optional{began + time_limit};
    return net::earlier(child->deadline(), limit);
}

bool Jobs::Job::has_news(const std::vector<pollfd>& sources, net::Instant now) const {
    if (const auto due = deadline(); due && *due <= now) return true;
    for (std::size_t i = first_source; i < first_source + source_count && i < sources.size(); ++i) {
        if (sources[i].revents != 0) return true;
    }
    return false;
}

void Jobs::poll_on(std::vector<pollfd>& sources) {
    for (Job& job : jobs_) {
        job.first_source = sources.size();
        if (job.child) job.child->poll_on(sources);
        job.source_count = sources.size() - job.first_source;
    }
}

std::optional<net::Instant> Jobs::deadline() const {
    std::optional<net::Instant> earliest = strays_.deadline();
    for (const Job& job : jobs_) earliest = net::earlier(earliest, job.deadline());
    return earliest;
}

void Jobs::bury(pid_t child, net::Instant now) {
    const auto job =
        std::ranges::find_if(jobs_, [child](const Job& one) { return one.child && one.child->pid() == child; });
    if (job == jobs_.end()) {
        ::waitpid(child, nullptr, 0);  // it was left behind
    } else {
        job->child->bury(now);
        dismiss(*job, now);
        jobs_.erase(job);
    }
}

void Jobs::advance(const std::vector<pollfd>& sources, net::Instant now) {
    for (auto job = jobs_.begin(); job != jobs_.end();) {
        job = job->child && job->has_news(sources, now) ? advance(job, now) : std::next(job);
    }
    start_those_whose_turn_it_is(now);
    tend_strays(now);
}

// The next one.
Jobs::Place Jobs::advance(Place job, net::Instant now) {
    job->child->advance(now);
    if (!job->child->ending() && !job->stopped && job->began + job->time_limit <= now) {
        job->stopped = Fate::timed_out;
        job->child->stop(now);
    }
    if (!job->child->ending()) return std::next(job);
    dismiss(*job, now);
    return jobs_.erase(job);
}

void Jobs::dismiss(const Job& job, net::Instant now) {
    const io::Ending& ending = *job.child->ending();
    ended_.push_back({.id = job.order.id,
                      .fate = fate_of(ending, job.stopped),
                      .value = ending.value,
                      .why = {},
                      .output = job.child->output(),
                      .took = now - job.began});
    --at_work_;
    strays_.look_soon(now);
}

void Jobs::tend_strays(net::Instant now) {
    if (const auto due = strays_.deadline(); !due || *due > now) return;
    std::vector<pid_t> ours;
    std::optional<net::Instant> oldest;
    for (const Job& job : jobs_) {
        if (!job.child) continue;
        ours.push_back(job.child->pid());
        oldest = net::earlier(oldest, job.began);
    }
    strays_.tend(ours, oldest, now);
}

}  // namespace holdfast::runner
