// Has scripts run by the runner, and starts another runner when it dies or hangs.
#pragma once

#include <functional>
#include <map>

#include "daemon/net/note.hpp"
#include "daemon/probes/plan.hpp"
#include "daemon/probes/prober.hpp"
#include "daemon/runner/runner.hpp"

namespace holdfast::probes {

class Scripts : public Prober {
public:
    using Note = std::function<void(net::Note)>;
    Scripts(runner::Runner::Launcher launcher, Note note) : launcher_{std::move(launcher)}, note_{std::move(note)} {}

    void plan(const Plan& plan);

    void start(const checks::StartRun& run, net::Instant now) override;
    void kill(checks::RunId run, net::Instant now) override;
    void poll_on(std::vector<pollfd>& sources) override;
    std::optional<net::Instant> deadline() const override;
    void advance(std::span<const pollfd> own, net::Instant now, Results& results) override;

private:
    struct Running {
        std::string check;
        std::optional<net::Instant> killed{};
    };
    void seek_runner(net::Instant now);
    void start_runner();
    void plan_order(checks::RunId run, const std::string& check);
    void order_planned();
    void hear();
    void replace_runner(const char* why, net::Instant now);
    void end(checks::RunId run, checks::Outcome outcome);

    runner::Runner::Launcher launcher_;
    Note note_;
    std::map<std::string, std::uint32_t> places_;  // of each script in the runner's list
    runner::Generation generation_ = 0;
    std::optional<runner::Runner> runner_;
    net::Instant last_start_;
    std::optional<net::Instant> next_start_;
    std::string why_not_;                       // the last start of a runner failed; "": it did not
    std::map<checks::RunId, Running> running_;  // or waiting for a runner, where there is none
    std::vector<runner::Run> orders_;           // not yet sent
    std::vector<checks::RunEnded> ended_;
};

}  // namespace holdfast::probes
