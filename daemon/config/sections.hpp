// The sections about the host: [node], [http], [log], [detector], [fence], [hello].
#pragma once

#include "daemon/config/config.hpp"
#include "daemon/config/table_reader.hpp"

namespace holdfast::config {

void read_node(TableReader& reader, NodeSettings& into);
void read_http(TableReader& reader, HttpSettings& into);
void read_log(TableReader& reader, LogSettings& into);
void read_detector(TableReader& reader, detector::Settings& into);
// `judging`: when it is fenced at all is the detector's to know.
void read_fence(TableReader& reader, fence::Settings& into, detector::Settings& judging);
void read_hello(TableReader& reader, detector::HelloSettings& into);

// Where the keys of the sections were written that are checked together.
struct Sections {
    Written node, detector, fence, hello;
};

}  // namespace holdfast::config
