// Why a command did not succeed: told on stderr, and in the exit code.
#pragma once

#include <string>

namespace holdfast::cli {

enum class Exit : int { ok = 0, failed = 1, usage = 2, unreachable = 3, invalid_configuration = 4 };

struct Failure {
    Exit code = Exit::failed;
    std::string error;
    std::string hint;  // empty: none
};

}  // namespace holdfast::cli
