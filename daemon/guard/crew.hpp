// The children that carry out a fence's steps: at once, one after another where they share a queue, and not too many
// commands together. What they leave behind is killed.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "daemon/fence/procedure.hpp"
#include "daemon/io/child.hpp"

namespace holdfast::guard {

struct Task {
    std::uint64_t order = 0;
    fence::Step step{};
    std::string queue;  // waits for those at work whose words are the first of these: "block" holds up "block web"
    io::Child::Work work;
    std::string input;
};

class Crew {
public:
    struct Report {
        std::uint64_t order = 0;
        fence::Procedure::Event event;  // StepBegan, StepEnded
    };

    void employ(Task task) { jobs_.push_back({std::move(task), {}, {}, {}}); }
    void stop(std::uint64_t order, fence::Step step, net::Instant now);
    // All that is done for it, or waits.
    void dismiss(std::uint64_t order, net::Instant now);

    // Starts whose turn it is. `other` is a child of ours that is none of the crew, or 0.
    std::vector<Report> advance(pid_t other, net::Instant now);
    void poll_on(std::vector<pollfd>& sources) const;
    std::optional<net::Instant> deadline() const;
    bool busy() const { return !jobs_.empty() || looks_left_ > 0; }

private:
    struct Job {
        Task task;
        std::optional<io::Child> child;
        net::Instant began;
        std::optional<net::Instant> stopped;
        void stop(net::Instant now);
    };
    bool may_start(const Job& job) const;
    std::vector<Report> start_those_whose_turn_it_is(net::Instant now);
    std::vector<Report> dismiss_those_that_ended();
    static fence::StepEnded result_of(const Job& job);
    void look_after_strays(pid_t other, net::Instant now);

    std::list<Job> jobs_;  // in the order of their coming
    int looks_left_ = 0;   // for strays
    std::optional<net::Instant> next_look_;
};

}  // namespace holdfast::guard
