// The poll loop of the checks: lets the schedule decide, and the probers do.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "daemon/checks/schedule.hpp"
#include "daemon/io/bell.hpp"
#include "daemon/io/timer.hpp"
#include "daemon/probes/files.hpp"
#include "daemon/probes/pings.hpp"
#include "daemon/probes/processes.hpp"
#include "daemon/probes/scripts.hpp"
#include "daemon/probes/sockets.hpp"
#include "daemon/probes/web.hpp"

namespace holdfast::probes {

class Rounds {
public:
    struct Outputs {
        std::function<void(checks::Report)> report;
        std::function<void(net::Note)> note;
        std::function<void(checks::Status)> status;
    };
    Rounds(runner::Runner::Launcher launcher, Outputs outputs);

    // From any thread.
    void take(Plan plan, Sockets sockets);
    void stop();

    void run();

private:
    struct Message {
        Plan plan;
        Sockets sockets;
    };
    struct Place {  // of a prober's own among the sources
        std::size_t first = 0;
        std::size_t count = 0;
    };
    void wait();
    bool hear();
    void adopt(Message message, net::Instant now);
    void advance(bool polled, net::Instant now);
    void perform(const std::vector<checks::Schedule::Action>& actions, net::Instant now);
    void perform(const checks::StartRun& start, net::Instant now);
    void perform(const checks::KillRun& kill, net::Instant now);
    void perform(const checks::Report& report, net::Instant now);
    void publish(net::Instant now);
    Prober& prober_of(const checks::Kind& kind) { return *by_kind_[kind.index()]; }

    Outputs outputs_;
    Scripts scripts_;
    Processes processes_;
    Web web_;
    Pings pings_;
    Files files_;
    std::array<Prober*, std::variant_size_v<checks::Kind>> by_kind_{&scripts_, &processes_, &web_,
                                                                    &web_,     &pings_,     &files_};
    std::array<Prober*, 5> probers_{&scripts_, &processes_, &web_, &pings_, &files_};
    std::array<Place, 5> places_{};

    checks::Schedule schedule_;
    std::map<checks::RunId, Prober*> running_;
    io::Timer timer_;
    std::vector<pollfd> sources_;
    bool is_dirty_ = false;    // the picture that was published
    bool is_changed_ = false;  // and in more than its counters
    net::Instant published_;

    io::Bell bell_;
    std::mutex mutex_;  // guards what follows
    std::vector<Message> messages_;
    bool stopping_ = false;
};

}  // namespace holdfast::probes
