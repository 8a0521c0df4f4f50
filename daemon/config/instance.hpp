// One [[instance]]: its keys with their places, on top of [defaults].
#pragma once

#include <set>
#include <string>
#include <string_view>

#include <toml++/toml.h>

#include "daemon/config/notify.hpp"
#include "daemon/config/table_reader.hpp"
#include "daemon/engine/settings.hpp"

namespace holdfast::config {

struct Draft {
    engine::InstanceSettings settings;
    Written written;
    std::set<std::string> unweighted{};  // of the tracked checks
    NotifyDraft notify{};
};

// Reads the keys over what `defaults` holds. `title`: "[[instance]]" or "[defaults]".
Draft read_instance(const toml::table& table, std::string_view title, const Draft& defaults, Problems& problems);

}  // namespace holdfast::config
