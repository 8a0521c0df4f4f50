// Has the scripts of the queue run by the runner, and starts another runner when it dies or hangs.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "daemon/net/note.hpp"
#include "daemon/notify/queue.hpp"
#include "daemon/post/outlet.hpp"
#include "daemon/post/plan.hpp"
#include "daemon/runner/runner.hpp"

namespace holdfast::post {

class Scripts : public Outlet {
public:
    using Note = std::function<void(net::Note)>;
    Scripts(runner::Runner::Launcher launcher, Note note) : launcher_{std::move(launcher)}, note_{std::move(note)} {}

    void configure(const notify::Settings& settings, net::Instant now) override;
    void tell(const notify::Happening& happening, const notify::Picture& picture, net::Instant now) override;
    void hurry(net::Instant now) override;
    bool idle() const override { return queue_.idle(); }
    void show(notify::Status& status) const override { status.parties = queue_.status(); }

    void poll_on(std::vector<pollfd>& sources) override;
    std::optional<net::Instant> deadline() const override;
    void advance(std::span<const pollfd> own, net::Instant now) override;

    const notify::Picture& picture() const { return queue_.picture(); }

private:
    struct Waiting {  // for a runner, or for its turn
        notify::StartRun start;
        std::shared_ptr<const Plan> plan;
    };
    struct Running {
        notify::Key party;
        net::Instant until;  // it has ended by then, unless the runner hangs
    };
    void feed(const notify::Queue::Event& event, net::Instant now);
    void perform(const notify::StartRun& start, net::Instant now);
    void perform(const notify::Failed& failed, net::Instant now);
    void start_those_that_wait(net::Instant now);
    bool order(const Waiting& waiting, net::Instant now);
    bool has_room_for(const notify::Key& party) const;
    net::Instant free_from(const notify::Key& party, net::Instant now) const;
    bool is_ready(net::Instant now);
    net::Instant hangs_from() const;
    void hear(net::Instant now);
    void lose_runner(const char* why);
    void end_unstarted(net::Instant now);

    runner::Runner::Launcher launcher_;
    Note note_;
    notify::Queue queue_;
    std::shared_ptr<const Plan> former_;  // while the settings change
    std::shared_ptr<const Plan> plan_ = std::make_shared<const Plan>();
    std::optional<runner::Runner> runner_;
    std::optional<net::Instant> next_start_;
    std::string why_not_;  // there is no runner
    std::optional<net::Instant> without_since_;
    std::deque<Waiting> waiting_;
    bool is_full_ = false;  // the runner does not listen for a while
    bool flushing_ = false;
    std::map<notify::RunId, Running> running_;
    std::vector<notify::RunEnded> unstarted_;
};

}  // namespace holdfast::post
