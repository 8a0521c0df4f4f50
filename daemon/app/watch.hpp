// Calls back whenever a descriptor that somebody else owns becomes readable, until destroyed.
#pragma once

#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

namespace holdfast::app {

class Watch {
public:
    Watch(boost::asio::io_context& context, int fd, std::function<void()> readable);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

private:
    struct Shared;
    static void wait(const std::shared_ptr<Shared>& shared);
    std::shared_ptr<Shared> shared_;
};

}  // namespace holdfast::app
