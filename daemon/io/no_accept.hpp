// Virtual addresses that route and do not answer: nftables drops what is sent to them, but for neighbour discovery, in
// a table of our own (RFC 9568 §6.4.3 (650), (655)).
#pragma once

#include <set>
#include <string>
#include <utility>

#include "daemon/io/error.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::io {

class NoAccept {
public:
    using Place = std::pair<net::InterfaceIndex, net::IpAddress>;

    // All of them, from now on; none: the table goes. The first time it takes the place of a predecessor's.
    Result<void> impose(const std::set<Place>& places);
    bool begun() const { return begun_; }
    // Somebody may have flushed the ruleset: impose() then makes all of it anew.
    void look();
    // The table, whoever made it.
    static Result<void> sweep();

private:
    using Elements = std::set<std::pair<std::string, std::string>>;  // set of the table, element

    static Elements elements_of(const std::set<Place>& places);
    Result<void> change_to(const Elements& wanted);
    void forget();

    bool begun_ = false;
    Elements imposed_;
};

}  // namespace holdfast::io
