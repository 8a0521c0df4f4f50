// What checks leave behind: a process that has made itself a daemon left its group, but comes to us when its parent
// dies, since we are its subreaper. Who began before all that still run belongs to one that has ended.
#pragma once

#include <optional>
#include <vector>

#include <sys/types.h>

#include "daemon/net/time.hpp"

namespace holdfast::runner {

class Strays {
public:
    explicit Strays(bool adopted) : adopted_{adopted} {}

    // Something has ended, and may have left something.
    void look_soon(net::Instant now);
    void forget() { next_.reset(); }  // there are none
    // `ours` are our children that are none, the oldest of which began at `oldest`. Kills without mercy.
    void tend(const std::vector<pid_t>& ours, std::optional<net::Instant> oldest, net::Instant now);
    std::optional<net::Instant> deadline() const { return next_; }

private:
    bool adopted_ = false;
    std::optional<net::Instant> next_;
    std::optional<net::Instant> last_;
};

// From now on; inherited by none.
void adopt_strays();

}  // namespace holdfast::runner
