// What others do to a table of ours in nftables, told by the kernel as it happens. Needs CAP_NET_ADMIN.
#pragma once

#include <string>

#include "daemon/io/error.hpp"
#include "daemon/io/netlink.hpp"

namespace holdfast::io {

class NftWatch {
public:
    // Of family inet.
    static Result<NftWatch> open(std::string table);

    // Without, the kernel tells nothing: no firewall that changes all the time wakes us for nothing.
    void listen(bool on);
    int fd() const;
    // Whether others have touched the table since the last time, or may have: some news were lost. Never waits.
    bool is_disturbed();

private:
    NftWatch(NetlinkHandle socket, std::string table) : socket_{std::move(socket)}, table_{std::move(table)} {}
    NetlinkHandle socket_;
    std::string table_;
    bool touched_ = false;  // in the transaction that is being told
};

}  // namespace holdfast::io
