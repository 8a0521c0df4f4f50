// Hears from the kernel which processes begin to execute a program: by the process connector, which there is in the
// host's first namespaces only, for those with CAP_NET_ADMIN.
#pragma once

#include <vector>

#include <sys/types.h>

#include "daemon/io/error.hpp"
#include "daemon/io/fd.hpp"

namespace holdfast::probes {

class ProcessEvents {
public:
    static io::Result<ProcessEvents> open();
    ProcessEvents(ProcessEvents&&) = default;
    ProcessEvents& operator=(ProcessEvents&&) = default;
    ~ProcessEvents();

    // Since the last time, as far as the kernel kept them; never waits.
    std::vector<pid_t> executed();
    int fd() const { return socket_.get(); }

private:
    explicit ProcessEvents(io::Fd socket) : socket_{std::move(socket)} {}
    io::Fd socket_;
};

}  // namespace holdfast::probes
