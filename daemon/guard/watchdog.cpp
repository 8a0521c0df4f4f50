#include "daemon/guard/watchdog.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration between_meals = 1s;

}  // namespace

void Watchdog::use(const std::string& path) {
    if (path == path_ || care_ != Care::fed) return;
    disarm();
    path_ = path;
    told_ = 0;
    next_.reset();
    if (!path_.empty()) next_ = net::Instant{};
}

io::Result<void> Watchdog::advance(net::Instant now) {
    if (!next_ || *next_ > now) return {};
    next_ = now + between_meals;
    auto tended = tend();
    const int error = tended ? 0 : tended.error().code;
    if (error == std::exchange(told_, error)) return {};
    return tended;
}

io::Result<void> Watchdog::tend() {
    if (!device_) device_.reset(::open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!device_) return io::failed("arm the watchdog " + path_);
    if (::write(device_.get(), "", 1) == 1 || errno == EAGAIN) return {};
    const int error = errno;
    device_.reset();
    return io::failed("feed the watchdog " + path_, error);
}

io::Result<void> Watchdog::starve() {
    if (!device_) return io::failed("let the watchdog starve, which is not armed", ENODEV);
    care_ = Care::starved;
    next_.reset();
    return {};
}

void Watchdog::leave() {
    if (care_ == Care::fed) care_ = Care::left;
    next_.reset();
}

void Watchdog::pass_on() {
    device_.reset();
    next_.reset();
}

void Watchdog::disarm() {
    if (!device_ || care_ != Care::fed) return;
    [[maybe_unused]] const auto said = ::write(device_.get(), "V", 1);
    device_.reset();
    next_.reset();
}

}  // namespace holdfast::guard
