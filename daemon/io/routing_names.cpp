#include "daemon/io/routing_names.hpp"

#include <mutex>

#include <linux/rtnetlink.h>
#include <netlink/route/route.h>
#include <netlink/route/rtnl.h>

namespace holdfast::io {

// libnl forgets its own names when it reads the file, and has one list for all threads.
std::optional<std::uint32_t> table_called(const std::string& name) {
    if (name == "main") return RT_TABLE_MAIN;
    if (name == "default") return RT_TABLE_DEFAULT;
    if (name == "local") return RT_TABLE_LOCAL;
    static std::mutex one_at_a_time;
    const std::lock_guard lock{one_at_a_time};
    if (rtnl_route_read_table_names("/etc/iproute2/rt_tables") < 0) return std::nullopt;
    const int number = rtnl_route_str2table(name.c_str());
    return number > 0 ? std::optional{static_cast<std::uint32_t>(number)} : std::nullopt;
}

std::optional<std::uint8_t> scope_called(const std::string& name) {
    const int number = rtnl_str2scope(name.c_str());
    if (number < 0 || number > RT_SCOPE_NOWHERE) return std::nullopt;
    return static_cast<std::uint8_t>(number);
}

}  // namespace holdfast::io
