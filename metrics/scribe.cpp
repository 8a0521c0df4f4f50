#include "metrics/scribe.hpp"

#include <stdexcept>
#include <utility>

#include <malloc.h>
#include <pthread.h>

#include "metrics/confine.hpp"

namespace holdfast::metrics {

namespace {

// malloc would learn from the size of a scrape to keep as much for the next.
void give_freed_memory_back() {
    constexpr int threshold = 128 * 1024;  // malloc's own, before it learns
    mallopt(M_MMAP_THRESHOLD, threshold);
    mallopt(M_TRIM_THRESHOLD, threshold);
}

}  // namespace

Scribe::Scribe(SnapshotSource source, Options options)
    : source_{std::move(source)},
      options_{std::move(options)},
      thread_{[this](const std::stop_token& stopped) { work(stopped); }} {}

Response Scribe::answer(const Request& request) {
    std::packaged_task<Response()> task{[&] { return route(request, source_, options_); }};
    auto response = task.get_future();
    {
        const std::lock_guard lock{mutex_};
        tasks_.push_back(std::move(task));
    }
    waiting_.notify_one();
    return response.get();
}

void Scribe::work(const std::stop_token& stopped) {
    pthread_setname_np(pthread_self(), "http-scribe");
    give_freed_memory_back();
    if (!confine_thread()) {
        source_ = []() -> Snapshot { throw std::runtime_error{"this thread kept its capabilities"}; };
    }
    std::unique_lock lock{mutex_};
    while (waiting_.wait(lock, stopped, [&] { return !tasks_.empty(); })) {
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

}  // namespace holdfast::metrics
