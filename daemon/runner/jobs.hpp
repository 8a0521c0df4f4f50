// The orders that wait and those at work.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "daemon/io/child.hpp"
#include "daemon/io/looks.hpp"
#include "daemon/runner/catalogue.hpp"
#include "daemon/runner/order.hpp"
#include "daemon/runner/spawn.hpp"
#include "daemon/runner/strays.hpp"

namespace holdfast::runner {

class Jobs {
public:
    explicit Jobs(Duty duty) : strays_{duty == Duty::checks} {}

    // `entry` is what is ordered, or none if that is not to be had.
    void take(Run order, const Entry* entry, net::Instant now);
    void kill(OrderId id, net::Instant now);
    // All that have not begun are dropped, and the others told to end.
    void end(net::Instant now);

    void poll_on(std::vector<pollfd>& sources);
    std::optional<net::Instant> deadline() const;
    // This child of ours has ended.
    void bury(pid_t child, net::Instant now);
    // Nobody lives, so nothing was left behind.
    void forget_strays() { strays_.forget(); }
    // After the poll, with what it found.
    void advance(const std::vector<pollfd>& sources, net::Instant now);

    std::vector<Ended> take_ended() { return std::exchange(ended_, {}); }
    bool at_work() const { return at_work_ > 0; }
    // Also with what they have left behind.
    bool busy() const { return !jobs_.empty() || strays_.deadline(); }

private:
    struct Job {
        Run order;
        Program program;
        net::Duration time_limit{};
        std::optional<io::Child> child{};
        net::Instant began{};
        std::optional<Fate> stopped{};  // and why: timed_out, killed
        std::size_t first_source = 0;   // of its own among those polled on
        std::size_t source_count = 0;
        std::optional<net::Instant> deadline() const;
        bool has_news(const std::vector<pollfd>& sources, net::Instant now) const;
    };
    using Place = std::list<Job>::iterator;

    bool may_start(const Job& job) const;
    void start_those_whose_turn_it_is(net::Instant now);
    bool start(Job& job, net::Instant now);
    io::Looks& looks_at(net::Instant now);
    Place advance(Place job, net::Instant now);
    void dismiss(const Job& job, net::Instant now);
    void refuse(OrderId id, std::string why);
    void tend_strays(net::Instant now);

    std::list<Job> jobs_;  // in the order of their coming
    std::size_t at_work_ = 0;
    std::vector<Ended> ended_;
    io::Looks looks_;
    net::Instant looked_;
    Strays strays_;
};

}  // namespace holdfast::runner
