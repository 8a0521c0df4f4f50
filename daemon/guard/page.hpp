// The memory that the engine and its guard share: when each slot's last advert went out, and when its addresses were
// last deleted. Telling the time of an advert is one store.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "daemon/guard/promise.hpp"
#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::guard {

class Page {
public:
    static io::Result<Page> create();
    static io::Result<Page> open(io::Fd fd);  // the one that the engine created

    void sent(Slot slot, net::Instant at);
    void expired(Slot slot, net::Instant at);
    // The boot, when never.
    net::Instant last_sent(Slot slot) const;
    net::Instant last_expired(Slot slot) const;
    const io::Fd& file() const { return fd_; }

private:
    using Time = std::atomic<std::int64_t>;  // nanoseconds since boot
    static_assert(Time::is_always_lock_free);
    struct Times {
        std::array<Time, slot_count> sent;
        std::array<Time, slot_count> expired;
    };
    struct Unmap {
        void operator()(Times* times) const;
    };
    Page(io::Fd fd, Times* times) : fd_{std::move(fd)}, times_{times} {}

    io::Fd fd_;
    std::unique_ptr<Times, Unmap> times_;
};

}  // namespace holdfast::guard
