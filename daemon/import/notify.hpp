// notify, notify_master and their like, and smtp_alert, of an instance or a sync group.
#pragma once

#include "daemon/import/translation.hpp"

namespace holdfast::import {

void translate_notify(Block& block, Table& into, Translation& to);

}  // namespace holdfast::import
