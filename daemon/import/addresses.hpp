// virtual_ipaddress and virtual_ipaddress_excluded.
#pragma once

#include <string>
#include <vector>

#include "daemon/import/tree.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::import {

struct Held {
    net::Prefix address;
    std::string interface;  // empty: the instance's
    std::string label;
    std::string scope;  // empty: global
    const Keyword* keyword = nullptr;
};

// Of all the lists, without those of `known`; what is no address is an error.
std::vector<Held> read_addresses(const std::vector<const Keyword*>& lists, const std::string& interface, Report& report,
                                 const std::vector<Held>& known = {});
// RFC 9568 §5.2.9, of IPv6 addresses; keepalived takes any order, and adverts mean the same in any. True: one was
// added, because none was there.
bool link_local_first(std::vector<Held>& addresses, int vrid, Report& report);
std::string list_of_addresses(const std::vector<Held>& addresses);

}  // namespace holdfast::import
