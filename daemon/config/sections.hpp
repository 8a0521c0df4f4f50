// The sections about the host: [node], [http], [log], [detector].
#pragma once

#include "daemon/config/config.hpp"
#include "daemon/config/table_reader.hpp"

namespace holdfast::config {

void read_node(TableReader& reader, NodeSettings& into);
void read_http(TableReader& reader, HttpSettings& into);
void read_log(TableReader& reader, LogSettings& into);
void read_detector(TableReader& reader, detector::Settings& into);

}  // namespace holdfast::config
