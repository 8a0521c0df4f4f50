// The thread of the checks: runs them all and tells what they say. It has no capability and no real-time priority, and
// nothing that happens to it can delay an advert.
#pragma once

#include <functional>
#include <memory>

#include "daemon/checks/schedule.hpp"
#include "daemon/net/note.hpp"
#include "daemon/probes/plan.hpp"
#include "daemon/runner/runner.hpp"

namespace holdfast::probes {

class Probes {
public:
    // Called on the thread of the checks.
    struct Sinks {
        std::function<void(checks::Report)> report;  // of each new check, and each change of health or number
        std::function<void(net::Note)> note;         // faults of its own
    };

    // Starts the thread. The launcher is called on it, as often as a runner is needed: for the first script, and when
    // one has died; with it the commands_of() the plan must have been told to the runner, and at each reconfigure()
    // before it. Its duty is checks.
    Probes(const Plan& plan, runner::Runner::Launcher launcher, Sinks sinks);
    ~Probes();  // stops and joins it
    Probes(const Probes&) = delete;
    Probes& operator=(const Probes&) = delete;

    // From one thread at a time, with CAP_NET_RAW for the first ping. Checks that are as before go on as before.
    void reconfigure(const Plan& plan);
    // Of two changes within half a second, the counters of the first may be missing.
    std::shared_ptr<const checks::Status> status() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

}  // namespace holdfast::probes
