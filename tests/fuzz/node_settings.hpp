// Bytes -> what the engine is told to do.
#pragma once

#include "daemon/engine/settings.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {

engine::Settings take_settings(Input& in);

}  // namespace holdfast::fuzz
