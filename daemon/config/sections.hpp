// The sections besides [[instance]].
#pragma once

#include <set>
#include <string>

#include "daemon/config/config.hpp"
#include "daemon/config/notify.hpp"
#include "daemon/config/table_reader.hpp"

namespace holdfast::config {

void read_node(TableReader& reader, NodeSettings& into);
void read_http(TableReader& reader, HttpSettings& into);
void read_log(TableReader& reader, LogSettings& into);
void read_detector(TableReader& reader, detector::Settings& into);
// `judging`: when it is fenced at all is the detector's to know.
void read_fence(TableReader& reader, fence::Settings& into, detector::Settings& judging);
void read_hello(TableReader& reader, detector::HelloSettings& into);

struct CheckDraft {
    checks::CheckSettings settings;
    Written written;
};
CheckDraft read_check(const toml::table& table, Problems& problems);

struct GroupDraft {
    engine::GroupSettings settings;
    Written written;
    std::set<std::string> unweighted{};  // of the tracked checks
    NotifyDraft notify{};
};
GroupDraft read_group(const toml::table& table, Problems& problems);

// Where the keys of the sections were written that are checked together.
struct Sections {
    Written node, detector, fence, hello;
};

}  // namespace holdfast::config
