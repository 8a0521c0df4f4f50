// The files of this host.
#pragma once

#include "daemon/import/files.hpp"

namespace holdfast::import {

Files disk();

}  // namespace holdfast::import
