// Do enough processes of a name run? Those that were found are held by their pidfds: their end is known at once, by
// anybody, and as long as they live nobody looks at the others. Where the kernel tells who begins, that is known at
// once too.
#pragma once

#include <map>

#include "daemon/io/fd.hpp"
#include "daemon/probes/prober.hpp"
#include "daemon/probes/process_events.hpp"
#include "daemon/probes/process_table.hpp"

namespace holdfast::probes {

class Processes : public Prober {
public:
    void use(ProcessEvents events) { events_ = std::move(events); }

    void configured(const checks::Settings& settings) override;
    void start(const checks::StartRun& run, net::Instant now) override;
    void kill(checks::RunId, net::Instant) override {}  // it has ended
    void poll_on(std::vector<pollfd>& sources) override;
    void advance(std::span<const pollfd> own, net::Instant now, Results& results) override;

    int looks() const { return table_.looks(); }

private:
    struct Held {
        pid_t pid = 0;
        io::Fd process;
    };
    struct Watch {
        checks::ProcessCheck wanted{};
        std::vector<Held> held{};
        bool is_short() const { return held.size() < wanted.count; }
    };
    static checks::Outcome result_of(const Watch& watch);
    static void hold(Watch& watch, pid_t pid);
    void find_more(Watch& watch, net::Instant now);
    void miss_those_that_ended(std::span<const pollfd> own, Results& results);
    void welcome_those_that_began(Results& results);
    bool is_short() const;

    ProcessTable table_;
    std::map<std::string, Watch> watches_;  // of each check
    std::optional<ProcessEvents> events_;
    bool listens_ = false;  // to the events, at the last poll
    std::vector<checks::RunEnded> ended_;
};

}  // namespace holdfast::probes
