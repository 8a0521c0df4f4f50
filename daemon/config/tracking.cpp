#include "daemon/config/tracking.hpp"

#include <chrono>

#include "daemon/config/names.hpp"

namespace holdfast::config {

namespace {

using namespace std::chrono_literals;

constexpr int most_weight = 253;  // between the least priority and the greatest

// A name alone, or a table with it under `key` and what `more` reads besides.
template <class Tracked>
Reader<Tracked> tracked(std::string_view key, std::string Tracked::* name_of, const Reader<std::string>& name_reader,
                        void (*more)(TableReader&, Tracked&)) {
    return [=](const toml::node& node, Problems& problems) -> std::optional<Tracked> {
        Tracked found;
        const toml::table* table = node.as_table();
        if (table == nullptr) {
            std::optional<std::string> name = name_reader(node, problems);
            if (!name) return std::nullopt;
            found.*name_of = std::move(*name);
            return found;
        }
        Written written;
        TableReader reader{*table, "what is tracked", problems, written};
        reader.read(key, found.*name_of, name_reader);
        reader.read("weight", found.weight, whole_number(-most_weight, most_weight));
        reader.read("reverse", found.reverse, boolean());
        more(reader, found);
        reader.finish();
        if (written.has(key)) return written.is_broken(key) ? std::nullopt : std::optional{found};
        problems.error(place_of(node), "what is tracked is missing: " + std::string{key} + " = \"…\"");
        return std::nullopt;
    };
}

void read_delays(TableReader& reader, engine::TrackedInterface& into) {
    reader.read("down_delay", into.down_delay, duration(0s, 1h));
    reader.read("up_delay", into.up_delay, duration(0s, 1h));
}

// The name of what is tracked without a word on its weight; "" for others.
std::string name_without_weight(const toml::node& item) {
    const toml::table* table = item.as_table();
    if (table == nullptr) return item.value_or(std::string{});
    return table->contains("weight") ? "" : (*table)["check"].value_or(std::string{});
}

}  // namespace

void read_tracking(TableReader& reader, engine::Tracking& into, std::set<std::string>& unweighted) {
    if (const toml::node* written = reader.take("tracks"); written != nullptr && written->is_array()) {
        unweighted.clear();
        for (const toml::node& item : *written->as_array()) unweighted.insert(name_without_weight(item));
    }
    using engine::TrackedCheck;
    using engine::TrackedInterface;
    reader.read("tracks", into.checks,
                list_of(tracked<TrackedCheck>("check", &TrackedCheck::check, name(), [](TableReader&, auto&) {})));
    reader.read(
        "track_interfaces", into.interfaces,
        list_of(tracked<TrackedInterface>("interface", &TrackedInterface::interface, interface_name(), read_delays)));
}

}  // namespace holdfast::config
