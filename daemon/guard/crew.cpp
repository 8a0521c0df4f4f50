#include "daemon/guard/crew.hpp"

#include <algorithm>

#include "daemon/guard/strays.hpp"
#include "daemon/guard/words.hpp"

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;

constexpr std::ptrdiff_t commands_at_once = 32;
constexpr std::size_t starts_at_once = 4;  // each takes up to a millisecond
constexpr int looks = 20;                  // for what they leave behind
constexpr net::Duration between_looks = 100ms;

// "block web2" waits for "block" and for "block web2", and not for "block web".
bool holds_up(const std::string& at_work, const std::string& waiting) {
    return (waiting + ' ').starts_with(at_work + ' ');
}

}  // namespace

void Crew::Job::stop(net::Instant now) {
    if (!child || stopped) return;
    child->stop(now);
    stopped = now;
}

void Crew::stop(std::uint64_t order, fence::Step step, net::Instant now) {
    for (Job& job : jobs_) {
        if (job.task.order == order && job.task.step == step) job.stop(now);
    }
}

void Crew::dismiss(std::uint64_t order, net::Instant now) {
    std::erase_if(jobs_, [order](const Job& job) { return job.task.order == order && !job.child; });
    for (Job& job : jobs_) {
        if (job.task.order == order) job.stop(now);
    }
}

std::vector<Crew::Report> Crew::advance(pid_t other, net::Instant now) {
    for (Job& job : jobs_) {
        if (job.child) job.child->advance(now);
    }
    std::vector<Report> reports = dismiss_those_that_ended();
    const std::vector<Report> begun = start_those_whose_turn_it_is(now);
    reports.insert(reports.end(), begun.begin(), begun.end());
    look_after_strays(other, now);
    return reports;
}

std::vector<Crew::Report> Crew::dismiss_those_that_ended() {
    std::vector<Report> reports;
    for (const Job& job : jobs_) {
        if (job.child && job.child->ending()) reports.push_back({job.task.order, result_of(job)});
    }
    if (std::erase_if(jobs_, [](const Job& job) { return job.child && job.child->ending(); }) > 0) {
        looks_left_ = looks;
        next_look_.reset();
    }
    return reports;
}

std::vector<Crew::Report> Crew::start_those_whose_turn_it_is(net::Instant now) {
    std::vector<Report> reports;
    for (auto job = jobs_.begin(); job != jobs_.end() && reports.size() < starts_at_once;) {
        if (job->child || !may_start(*job)) {
            ++job;
            continue;
        }
        auto child = io::Child::start(job->task.work, job->task.input);
        if (!child) {
            reports.push_back({job->task.order, fence::StepEnded{job->task.step, false, child.error().text()}});
            job = jobs_.erase(job);
            continue;
        }
        job->child = std::move(*child);
        job->began = now;
        reports.push_back({job->task.order, fence::StepBegan{job->task.step}});
        ++job;
    }
    return reports;
}

bool Crew::may_start(const Job& job) const {
    const auto is_at_work = [](const Job& other) { return other.child.has_value(); };
    if (std::ranges::any_of(
            jobs_, [&](const Job& other) { return is_at_work(other) && holds_up(other.task.queue, job.task.queue); })) {
        return false;
    }
    if (job.task.step != fence::Step::command) return true;
    return std::ranges::count_if(jobs_, [&](const Job& other) {
               return is_at_work(other) && other.task.step == fence::Step::command;
           }) < commands_at_once;
}

fence::StepEnded Crew::result_of(const Job& job) {
    const io::Ending& ending = *job.child->ending();
    const bool succeeded = !job.stopped && ending == io::Ending{io::Ending::Kind::exited, 0};
    std::string what = describe(ending);
    if (job.stopped && ending.kind != io::Ending::Kind::stuck)
        what = "killed after " + in_seconds(*job.stopped - job.began);
    const std::string said = printable(job.child->output());
    return {job.task.step, succeeded, said.empty() ? what : what + ": " + said};
}

// While a command runs, nobody knows whose they are.
void Crew::look_after_strays(pid_t other, net::Instant now) {
    if (!busy() || (next_look_ && *next_look_ > now)) return;
    std::vector<pid_t> ours{other};
    for (const Job& job : jobs_) {
        if (job.child) ours.push_back(job.child->pid());
    }
    const bool alone = ours.size() == 1;
    const std::size_t left = tend_strays(ours, alone ? Mercy::kill : Mercy::spare);
    if (!alone) return;
    looks_left_ = left > 0 ? looks_left_ - 1 : 0;
    next_look_.reset();
    if (looks_left_ > 0) next_look_ = now + between_looks;
}

void Crew::poll_on(std::vector<pollfd>& sources) const {
    for (const Job& job : jobs_) {
        if (job.child) job.child->poll_on(sources);
    }
}

std::optional<net::Instant> Crew::deadline() const {
    std::optional<net::Instant> earliest = next_look_;
    for (const Job& job : jobs_) {
        if (job.child) earliest = net::earlier(earliest, job.child->deadline());
    }
    return earliest;
}

}  // namespace holdfast::guard
