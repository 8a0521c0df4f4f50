// Virtual addresses that route and do not answer: nftables drops what is sent to them, but for neighbour discovery, in
// a table of our own (RFC 9568 §6.4.3 (650), (655)).
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "daemon/io/error.hpp"
#include "daemon/io/nft_watch.hpp"
#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::io {

class NoAccept {
public:
    using Place = std::pair<net::InterfaceIndex, net::IpAddress>;

    NoAccept();

    // All of them, from now on; none: the table goes. The first time it takes the place of a predecessor's.
    Result<void> impose(const std::set<Place>& places);
    bool begun() const { return begun_; }
    // Whether impose() is to be called: somebody has flushed the ruleset, or changed what is ours in it, and all of it
    // is made anew; or that has failed before. The kernel tells at once, and once a minute (a second, if it does not)
    // we look ourselves; who disturbs again and again is answered once a second.
    bool look(net::Instant now);
    // Readable when it has told something; -1: it tells nothing.
    int fd() const { return watch_ ? watch_->fd() : -1; }
    // The table, whoever made it.
    static Result<void> sweep();

private:
    using Elements = std::set<std::pair<std::string, std::string>>;  // set of the table, element

    static Elements elements_of(const std::set<Place>& places);
    Result<void> change_to(const Elements& wanted);
    void forget();
    bool is_in_order(net::Instant now);

    Result<NftWatch> watch_;
    bool begun_ = false;
    bool is_told_ = false;  // by the kernel, what others do
    bool disturbed_ = false;
    Elements imposed_;
    net::Instant next_mending_;
    std::optional<net::Instant> next_look_;
};

}  // namespace holdfast::io
