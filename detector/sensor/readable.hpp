// Calls back whenever a file descriptor, which somebody else owns, has something to read. Not to be destroyed by its
// own callback.
#pragma once

#include <functional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace holdfast::detector {

class Readable {
public:
    Readable(boost::asio::io_context& io, int fd, std::function<void()> ready)
        : descriptor_{io, fd}, ready_{std::move(ready)} {
        wait();
    }
    ~Readable() { descriptor_.release(); }
    Readable(const Readable&) = delete;
    Readable& operator=(const Readable&) = delete;

private:
    void wait() {
        descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const auto& error) {
            if (error) return;  // `this` may be gone
            ready_();
            wait();
        });
    }

    boost::asio::posix::stream_descriptor descriptor_;
    std::function<void()> ready_;
};

}  // namespace holdfast::detector
