// The sections of the status page, each as HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "metrics/options.hpp"
#include "metrics/snapshot.hpp"
#include "metrics/trouble.hpp"

namespace holdfast::metrics {

// An instance with all that is wrong with it; what is pointed to is the snapshot's.
struct Look {
    const engine::InstanceStatus* instance = nullptr;
    Troubles troubles;
    bool alone = false;  // the headline says already who holds it
};
using Looks = std::vector<Look>;

// The same in every part: what is drawn when.
struct Stretch {
    WallTime from, to;
    std::string name;  // "hour"
};
Stretch stretch_of(const Snapshot& snapshot);

// How it stands, in one line: for the heading and the window's title.
struct Headline {
    Tone tone = Tone::idle;
    std::string title;
    std::string more;
};
Headline headline_of(const Snapshot& snapshot, const Looks& looks, const Troubles& of_node);

std::string page_trouble(const Snapshot& snapshot, const Trouble& trouble, const std::string& subject);
std::string page_card(const Snapshot& snapshot, const Look& look, const Stretch& stretch);
std::string page_rows(const Snapshot& snapshot, const Looks& looks);
std::string page_line(const Snapshot& snapshot, const engine::InstanceStatus& instance, const Stretch& stretch);
std::string page_facts(const Snapshot& snapshot);
std::string page_notify(const Snapshot& snapshot);  // items; none if nobody is told
// An item of a list of facts: "nginx ● up exit code 0".
std::string page_item(const std::string& name, Tone tone, std::string_view word, const std::string& more_html);
std::string page_events(const Snapshot& snapshot,
                        const std::string& instance);  // "": of all
std::string page_peers(const Options& options);

}  // namespace holdfast::metrics
