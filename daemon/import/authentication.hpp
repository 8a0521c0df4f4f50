// authentication and auth_hmac of an instance.
#pragma once

#include "daemon/import/translation.hpp"

namespace holdfast::import {

void translate_authentication(Block& block, Table& into, bool version_3, Translation& to);

}  // namespace holdfast::import
