// A host with checks: what they report, and a steward who starts runners with rights that the checks' thread has not.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

#include <sys/syscall.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "daemon/probes/probes.hpp"
#include "daemon/runner/launch.hpp"
#include "tests/unit/mailbox.hpp"

namespace holdfast::test {

using namespace std::chrono_literals;

class Steward {
public:
    ~Steward() {
        post([this] { stopping_ = true; });
        thread_.join();
        for (const io::Fd& process : processes_) {
            ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);  // one that hangs
        }
    }
    void outfit(std::vector<runner::Command> commands) {
        std::promise<void> done;
        post([&] {
            commands_ = std::move(commands);
            EXPECT_TRUE(!outfitter_ || runner::outfit(outfitter_, commands_));
            done.set_value();
        });
        done.get_future().wait();
    }
    io::Result<io::Fd> launch(const io::Fd& engine) {
        std::promise<io::Result<io::Fd>> done;
        post([&] { done.set_value(launch_one(engine)); });
        return done.get_future().get();
    }
    // To the latest runner.
    void signal_runner(int number) {
        std::promise<void> done;
        post([&] {
            ::syscall(SYS_pidfd_send_signal, processes_.back().get(), number, nullptr, 0);
            done.set_value();
        });
        done.get_future().wait();
    }
    pid_t runner() const { return pid_; }
    bool refuses = false;

private:
    static pid_t pid_of(const io::Fd& process) {
        const std::string about = content_of("/proc/self/fdinfo/" + std::to_string(process.get()));
        return std::stoi(about.substr(about.find("\nPid:") + 5));
    }
    io::Result<io::Fd> launch_one(const io::Fd& engine) {
        if (refuses) return io::failed("start the runner", EAGAIN);
        auto launched = runner::launch(engine, runner::Duty::checks, commands_);
        if (!launched) return std::unexpected{launched.error()};
        outfitter_ = std::move(launched->outfitter);
        processes_.emplace_back(::dup(launched->process.get()));
        pid_ = pid_of(processes_.back());
        return std::move(launched->process);
    }
    void post(std::function<void()> errand) {
        const std::lock_guard lock{mutex_};
        errands_.push_back(std::move(errand));
        changed_.notify_all();
    }
    void serve() {
        while (!stopping_) {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return !errands_.empty(); });
            const std::function<void()> errand = std::move(errands_.front());
            errands_.pop_front();
            lock.unlock();
            errand();
        }
    }
    std::vector<runner::Command> commands_;
    io::Fd outfitter_;
    std::vector<io::Fd> processes_;
    std::atomic<pid_t> pid_ = 0;
    bool stopping_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> errands_;
    std::thread thread_{[this] { serve(); }};
};

class Host : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "runners and pings need root";
    }
    static checks::CheckSettings check(const std::string& name, checks::Kind kind, net::Duration interval = 100ms) {
        return {.name = name, .kind = std::move(kind), .interval = interval, .timeout = 2s};
    }
    checks::CheckSettings script(const std::string& name, const std::string& body, net::Duration interval = 100ms) {
        return check(name, checks::ScriptCheck{{folder.script(body, name + ".sh")}, ""}, interval);
    }
    void begin(checks::Settings settings) {
        plan = {.checks = std::move(settings), .script_user = ""};
        steward.outfit(probes::commands_of(plan));
        probes.emplace(plan, [this](const io::Fd& engine) { return steward.launch(engine); }, sinks());
    }
    void reconfigure(checks::Settings settings) {
        plan.checks = std::move(settings);
        steward.outfit(probes::commands_of(plan));
        probes->reconfigure(plan);
    }
    // The next report of this health; fails the test after a while.
    checks::Report report(const std::string& name, checks::Health health) {
        std::unique_lock lock{mutex_};
        const auto wanted = [&](const checks::Report& one) { return one.check == name && one.health == health; };
        const bool come = changed_.wait_for(lock, 15s, [&] { return std::ranges::any_of(reports_, wanted); });
        if (!come) {
            ADD_FAILURE() << name << " is not " << label(health);
            return {};
        }
        const auto found = std::ranges::find_if(reports_, wanted);
        checks::Report report = std::move(*found);
        reports_.erase(reports_.begin(), found + 1);
        return report;
    }
    checks::Report first_report(const checks::CheckSettings& settings, checks::Health health) {
        begin({settings});
        return report(settings.name, health);
    }
    bool noted(const std::string& event) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, 15s, [&] {
            return std::ranges::any_of(notes_, [&](const net::Note& note) { return note.event == event; });
        });
    }
    // A picture that is so, of the first check.
    template <class Predicate>
    checks::CheckStatus status_when(Predicate is_so) {
        const auto end = std::chrono::steady_clock::now() + 15s;
        while (std::chrono::steady_clock::now() < end) {
            const auto picture = probes->status();
            if (!picture->empty() && is_so(picture->front())) return picture->front();
            std::this_thread::sleep_for(5ms);
        }
        ADD_FAILURE() << "the picture never comes";
        return {};
    }

    Folder folder;
    Steward steward;
    probes::Plan plan;

private:
    probes::Probes::Sinks sinks() {
        return {.report = [this](checks::Report report) { keep(reports_, std::move(report)); },
                .note = [this](net::Note note) { keep(notes_, std::move(note)); }};
    }
    template <class T>
    void keep(std::vector<T>& list, T item) {
        const std::lock_guard lock{mutex_};
        list.push_back(std::move(item));
        changed_.notify_all();
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<checks::Report> reports_;
    std::vector<net::Note> notes_;

protected:
    std::optional<probes::Probes> probes;  // ends before what it reports to
};

}  // namespace holdfast::test
