// A value that one thread replaces and others read: a shared_ptr swapped under a lock held for nanoseconds.
#pragma once

#include <memory>
#include <mutex>

namespace holdfast::io {

template <class T>
class Published {
public:
    explicit Published(T first = {}) : value_{std::make_shared<const T>(std::move(first))} {}

    std::shared_ptr<const T> read() const {
        const std::lock_guard lock{mutex_};
        return value_;
    }

    void publish(T next) {
        auto fresh = std::make_shared<const T>(std::move(next));
        const std::lock_guard lock{mutex_};
        value_.swap(fresh);  // the old value dies after the lock is released
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const T> value_;
};

}  // namespace holdfast::io
