// The machine's watchdog (/dev/watchdog), which resets it when it is not fed: the last line behind a fence that nothing
// else can carry out, and behind a daemon that died without being told to.
#pragma once

#include <optional>
#include <string>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::guard {

class Watchdog {
public:
    // Armed by the next advance(); disarms another that was in use. "": none.
    void use(const std::string& path);
    // Feeds it each second. An error is told once, and tried again each second.
    io::Result<void> advance(net::Instant now);
    std::optional<net::Instant> deadline() const { return next_; }

    // Never again: the machine will be reset.
    io::Result<void> starve();
    // The engine has died: it stays armed and unfed. A successor may open it, and feed it in time.
    void leave();
    // Without the farewell that disarms it, for the successor to open.
    void pass_on();
    // All is in order.
    void disarm();

private:
    enum class Care { fed, left, starved };
    io::Result<void> tend();

    std::string path_;
    io::Fd device_;
    Care care_ = Care::fed;
    std::optional<net::Instant> next_;
    int told_ = 0;  // the errno
};

}  // namespace holdfast::guard
