#include "daemon/config/names.hpp"
#include "daemon/config/sections.hpp"
#include "daemon/config/tracking.hpp"

namespace holdfast::config {

GroupDraft read_group(const toml::table& table, Problems& problems) {
    GroupDraft draft;
    draft.written.set_whole(place_of(table));
    TableReader reader{table, "[[group]]", problems, draft.written};
    reader.read("name", draft.settings.name, name());
    reader.read("instances", draft.settings.instances, list_of(name()));
    read_tracking(reader, draft.settings.tracking, draft.unweighted);
    read_notify(reader, draft.notify);
    reader.finish();
    if (!draft.written.has("name")) problems.error(draft.written.whole(), "this group has no name", "name = \"gw\"");
    if (!draft.written.is_broken("instances") && draft.settings.instances.empty()) {
        problems.error(draft.written.place("instances"), "a group needs instances",
                       "instances = [\"inside\", \"outside\"]");
    }
    return draft;
}

}  // namespace holdfast::config
