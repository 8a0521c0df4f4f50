#include "daemon/app/watch.hpp"

namespace holdfast::app {

struct Watch::Shared {
    boost::asio::posix::stream_descriptor descriptor;
    std::function<void()> readable;
};

Watch::Watch(boost::asio::io_context& context, int fd, std::function<void()> readable)
    : shared_{std::make_shared<Shared>(boost::asio::posix::stream_descriptor{context, fd}, std::move(readable))} {
    wait(shared_);
}

Watch::~Watch() {
    shared_->readable = nullptr;
    shared_->descriptor.release();  // the owner closes it
}

void Watch::wait(const std::shared_ptr<Shared>& shared) {
    shared->descriptor.async_wait(boost::asio::posix::descriptor_base::wait_read,
                                  [shared](const boost::system::error_code& error) {
                                      if (error || !shared->readable) return;
                                      const auto readable = shared->readable;  // may destroy the watch
                                      readable();
                                      if (shared->readable) wait(shared);
                                  });
}

}  // namespace holdfast::app
