// Prometheus' own checker (Debian package prometheus).
#pragma once

#include <set>
#include <string>
#include <vector>

namespace holdfast::metrics {

struct Outcome {
    int exit_code = -1;
    std::string output;  // both streams
};

// Runs `promtool ARGUMENTS`, in the source tree, with `input` on its standard input.
Outcome promtool(const std::string& arguments, const std::string& input = {});

// A rule file with each expression as a recording rule, which promtool can check.
std::string as_rules(const std::vector<std::string>& expressions);

// The names in a text that look like our metrics, without the suffixes of histograms.
std::set<std::string> metrics_named_in(const std::string& text);
// The word that follows each occurrence of `mark`.
std::vector<std::string> words_after(const std::string& text, const std::string& mark);
// The names of all families.
std::set<std::string> known_metrics();

std::string contents(const std::string& path_in_tree);

}  // namespace holdfast::metrics
