// The journal's socket. By hand, since libsystemd says of a journal that is not there that it has taken the entry.
#pragma once

#include <filesystem>
#include <string_view>

#include "daemon/io/fd.hpp"
#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {

class LogJournal {
public:
    explicit LogJournal(const std::filesystem::path& socket);

    // May wait for as long as the journal is busy. False: nobody has taken the entry, or it is too large.
    bool take(std::string_view entry) const;

private:
    SocketAddress journal_;
    Fd socket_;
};

}  // namespace holdfast::io
