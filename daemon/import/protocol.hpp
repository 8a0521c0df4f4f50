// How an instance speaks: interval, preemption, peers, extensions, announcements.
#pragma once

#include <string>

#include "daemon/import/translation.hpp"
#include "daemon/net/address.hpp"

namespace holdfast::import {

// What the meaning of the other keys depends on.
struct Router {
    std::string interface;
    int vrid = 1;
    int priority = 100;
    net::Family family = net::Family::ipv4;
    bool version_3 = false;
};

struct Protocol {
    std::string interval;  // as it is written; empty: the default
    bool preempts = true;
    bool unicast = false;
};
Protocol translate_protocol(Block& block, const Router& router, Table& into, Translation& to);

}  // namespace holdfast::import
