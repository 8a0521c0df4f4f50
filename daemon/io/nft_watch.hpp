// What others do to a table of ours in nftables, told by the kernel as it happens. Needs CAP_NET_ADMIN.
#pragma once

#include <cstdint>
#include <string>

#include "daemon/io/error.hpp"
#include "daemon/io/netlink.hpp"

struct nl_msg;

namespace holdfast::io {

class NftWatch {
public:
    // Of family inet.
    static Result<NftWatch> open(std::string table);

    // Before, the kernel tells nothing: no firewall that changes all the time wakes us for nothing. False: it will not.
    bool listen();
    void stop_listening();
    int fd() const;
    // Whether others have touched the table since the last time, or may have: some news were lost. Never waits.
    bool is_disturbed();
    // To be called after each change of our own, which tells who we are: a number of the first PID namespace. The
    // same answer.
    bool own_change_made();

private:
    struct News;
    News read(int at_most);
    static int on_news(nl_msg* message, void* argument);
    NftWatch(NetlinkHandle socket, std::string table) : socket_{std::move(socket)}, table_{std::move(table)} {}
    NetlinkHandle socket_;
    std::string table_;
    bool touched_ = false;         // in the transaction that is being told
    std::uint32_t ourselves_ = 0;  // as the kernel names us
};

}  // namespace holdfast::io
