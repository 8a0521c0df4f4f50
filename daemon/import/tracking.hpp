// track_script, track_process, track_file, track_interface of an instance or a sync group.
#pragma once

#include "daemon/import/translation.hpp"

namespace holdfast::import {

struct Tracked {
    std::string own_interface;     // of an instance
    bool without_weights = false;  // keepalived leaves weights out: a member of a sync group
};
void translate_tracking(Block& block, Table& into, Translation& to, const Tracked& by);

}  // namespace holdfast::import
