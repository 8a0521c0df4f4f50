// Tells systemd how we are, as sd_notify(3) does, if it is systemd that started us and asks for that.
#pragma once

#include <string_view>

#include "daemon/io/fd.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {

class ServiceManager {
public:
    ServiceManager();  // by NOTIFY_SOCKET
    // "READY=1", "STATUS=…", "WATCHDOG=1", several as lines. Never waits.
    void tell(std::string_view news) const;

private:
    Fd socket_;  // none: nobody asks
    SocketAddress manager_;
};

}  // namespace holdfast::io
