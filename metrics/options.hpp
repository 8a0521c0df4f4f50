// What [http] says beside where to listen.
#pragma once

#include <string>
#include <vector>

namespace holdfast::metrics {

struct Options {
    // Origins of the other nodes' status pages ("http://192.0.2.2:10112"): shown
    // beside ours, and may read ours.
    std::vector<std::string> peer_pages{};
    bool keepalived_exporter_names = false;  // the metrics of the common keepalived exporter, beside our own
};

}  // namespace holdfast::metrics
