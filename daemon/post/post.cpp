#include "daemon/post/post.hpp"

#include <chrono>
#include <exception>
#include <thread>
#include <utility>

#include <pthread.h>

#include "daemon/engine/effect.hpp"
#include "daemon/io/confine.hpp"
#include "daemon/io/published.hpp"
#include "daemon/post/rounds.hpp"

namespace holdfast::post {

using namespace std::chrono_literals;

class Post::Worker {
public:
    Worker(const notify::Settings& settings, runner::Runner::Launcher launcher, NoteSink note)
        : note_{std::move(note)},
          rounds_{std::move(launcher),
                  {.note = note_, .status = [this](notify::Status status) { status_.publish(std::move(status)); }}} {
        rounds_.configure(settings);
        thread_ = std::thread{[this] { run(); }};
    }
    ~Worker() { finish({}); }

    Rounds& rounds() { return rounds_; }
    std::shared_ptr<const notify::Status> status() const { return status_.read(); }
    void finish(net::Duration patience) {
        if (!thread_.joinable()) return;
        rounds_.finish(patience);
        thread_.join();
    }

private:
    void run() {
        pthread_setname_np(pthread_self(), "hf-post");
        if (!io::confine_thread()) {
            note_({.level = net::Level::warning, .event = "post_unconfined", .instance = "", .fields = {}});
        }
        while (!has_run()) std::this_thread::sleep_for(1s);
    }
    // Nothing leaves this thread as an exception: what fails is said, and tried again.
    bool has_run() {
        try {
            rounds_.run();
            return true;
        } catch (const std::exception& error) {
            note_({.level = net::Level::error,
                   .event = "post_failed",
                   .instance = "",
                   .fields = {{"reason", error.what()}}});
            return false;
        }
    }

    NoteSink note_;
    io::Published<notify::Status> status_;
    Rounds rounds_;
    std::thread thread_;
};

Post::Post(const notify::Settings& settings, runner::Runner::Launcher launcher, NoteSink note)
    : worker_{std::make_unique<Worker>(settings, std::move(launcher), std::move(note))} {}

Post::~Post() = default;

void Post::tell(notify::Happening happening) {
    worker_->rounds().tell(std::move(happening));
}

void Post::tell(const net::Note& note) {
    if (!notify::is_told(note)) return;
    tell({.at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()), .what = note});
}

void Post::reconfigure(const notify::Settings& settings) {
    worker_->rounds().configure(settings);
}

void Post::listen(io::Fd stream) {
    worker_->rounds().listen(std::move(stream));
}

void Post::finish(net::Duration patience) {
    worker_->finish(patience);
}

std::shared_ptr<const notify::Status> Post::status() const {
    return worker_->status();
}

}  // namespace holdfast::post
