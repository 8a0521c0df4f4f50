// Prometheus' own checker (Debian package prometheus).
#pragma once

#include <string>

namespace holdfast::metrics {

struct Outcome {
    int exit_code = -1;
    std::string output;  // both streams
};

// Runs `promtool ARGUMENTS`, in the source tree, with `input` on its standard input.
Outcome promtool(const std::string& arguments, const std::string& input = {});

std::string contents(const std::string& path_in_tree);

}  // namespace holdfast::metrics
