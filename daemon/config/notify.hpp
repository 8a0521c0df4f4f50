// Whom we tell what happens: the `notify` tables of instances and groups, [mail], [[webhook]], [stream],
// [alertmanager].
#pragma once

#include <vector>

#include "daemon/config/table_reader.hpp"
#include "daemon/notify/settings.hpp"

namespace holdfast::config {

struct NotifyDraft {
    notify::Scripts scripts{};
    Written written{};
};
// The table `notify`, over what `into` holds.
void read_notify(TableReader& reader, NotifyDraft& into);

void read_mail(TableReader& reader, notify::Mail& into);
notify::Webhook read_webhook(const toml::table& table, Problems& problems);
void read_stream(TableReader& reader, std::string& socket);
void read_alertmanager(TableReader& reader, notify::Alertmanager& into);

}  // namespace holdfast::config
