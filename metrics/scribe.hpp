// Writes all answers in one thread of its own, one after the other: many
// requests at once take the memory of one and one core at most. (A scrape of
// 255 instances needs megabytes for a moment, and malloc keeps them for each thread.)
#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>

#include "metrics/http.hpp"

namespace holdfast::metrics {

class Scribe {
public:
    Scribe(SnapshotSource source, Options options);

    // What route() returns or throws. Waits for the answers asked for before.
    Response answer(const Request& request);

private:
    void work(const std::stop_token& stopped);

    SnapshotSource source_;
    Options options_;
    std::mutex mutex_;
    std::condition_variable_any waiting_;
    std::deque<std::packaged_task<Response()>> tasks_;  // at most one for each waiting thread
    std::jthread thread_;                               // last: it uses the others until it is joined
};

}  // namespace holdfast::metrics
