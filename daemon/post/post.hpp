// The thread that tells others what happens: scripts, mail, webhooks, the stream. It has no capability and no real-time
// priority, and nothing that happens to it can delay an advert.
#pragma once

#include <functional>
#include <memory>

#include "daemon/io/fd.hpp"
#include "daemon/net/note.hpp"
#include "daemon/notify/happening.hpp"
#include "daemon/notify/settings.hpp"
#include "daemon/notify/status.hpp"
#include "daemon/runner/runner.hpp"

namespace holdfast::post {

class Post {
public:
    using NoteSink = std::function<void(net::Note)>;  // called on the thread, of faults of its own

    // Starts the thread. The launcher is called on it, as often as a runner is needed, which must have been told the
    // commands of plan_of() the settings, here and at each reconfigure(). Its duty is notifications.
    Post(const notify::Settings& settings, runner::Runner::Launcher launcher, NoteSink note);
    ~Post();  // finish(), without patience
    Post(const Post&) = delete;
    Post& operator=(const Post&) = delete;

    // From any thread, and never waits. What is told before a reconfigure() is told by the settings of that time.
    void tell(notify::Happening happening);
    void tell(const net::Note& note);  // if it is_told()
    void reconfigure(const notify::Settings& settings);
    // The socket of [stream], listening.
    void listen(io::Fd stream);
    // Ends the thread: what waits has so long to leave. Scripts that wait then are run all the same, by the runner.
    void finish(net::Duration patience);
    std::shared_ptr<const notify::Status> status() const;

private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

}  // namespace holdfast::post
