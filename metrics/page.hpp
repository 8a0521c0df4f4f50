// The status page: one self-contained HTML document. Facts and words are
// written here; its script only fetches the same page again, and those of the other nodes.
#pragma once

#include <string>

#include "metrics/options.hpp"
#include "metrics/snapshot.hpp"

namespace holdfast::metrics {

// `only`: the name of an instance to be shown alone; "": all of them.
std::string page(const Snapshot& snapshot, const Options& options = {}, const std::string& only = {});

// The Content-Security-Policy: nothing but the page's own style and script, by
// their hashes, and the other nodes' pages.
std::string page_policy(const Options& options);

}  // namespace holdfast::metrics
