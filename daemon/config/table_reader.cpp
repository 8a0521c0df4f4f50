#include "daemon/config/table_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace holdfast::config {

namespace {

// "", [], {} and tables of such.
bool says_nothing(const toml::node& node) {
    if (const auto* string = node.as_string()) return string->get().empty();
    if (const toml::array* array = node.as_array()) return array->empty();
    const toml::table* table = node.as_table();
    return table != nullptr &&
           std::ranges::all_of(*table, [](const auto& entry) { return says_nothing(entry.second); });
}

bool is_harmless(const toml::node& node, const Harmless& harmless) {
    if (const bool* expected = std::get_if<bool>(&harmless))
        return node.is_boolean() && **node.as_boolean() == *expected;
    if (const auto* expected = std::get_if<std::string_view>(&harmless))
        return node.value<std::string_view>() == *expected;
    return says_nothing(node);
}

bool is_section(const toml::node& node) {
    return node.is_table() || node.is_array_of_tables();
}

}  // namespace

void Written::note(std::string_view key, const toml::node& node, bool readable) {
    nodes_.insert_or_assign(std::string{key}, &node);
    if (readable) {
        broken_.erase(std::string{key});
    } else {
        broken_.insert(std::string{key});
    }
}

Place Written::place(std::string_view key) const {
    const auto found = nodes_.find(key);
    return found == nodes_.end() ? whole_ : place_of(*found->second);
}

Place Written::place(std::string_view key, std::size_t index) const {
    const auto found = nodes_.find(key);
    const toml::array* array = found == nodes_.end() ? nullptr : found->second->as_array();
    if (array == nullptr || index >= array->size()) return place(key);
    return place_of(*array->get(index));
}

TableReader::TableReader(const toml::table& table, std::string_view title, Problems& problems, Written& written)
    : table_{table}, title_{title}, problems_{problems}, written_{written} {}

void TableReader::table(std::string_view key, std::string_view title, const std::function<void(TableReader&)>& body) {
    Written places;
    table(key, title, places, body);
}

void TableReader::table(std::string_view key, std::string_view title, Written& places,
                        const std::function<void(TableReader&)>& body) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    written_.note(key, *node, node->is_table());
    const toml::table* inner = node->as_table();
    if (inner == nullptr) {
        wrong_kind(*node, "a table", problems_,
                   node->is_array_of_tables() ? "in single brackets: [" + std::string{key} + "]" : "");
        return;
    }
    places.set_whole(place_of(*inner));
    TableReader reader{*inner, title, problems_, places};
    body(reader);
    reader.finish();
}

void TableReader::each_table(std::string_view key, const std::function<void(const toml::table&)>& body) {
    const toml::node* node = take(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) {
        wrong_kind(*node, "a list of tables", problems_, fmt::format("in double brackets: [[{}]]", key));
        return;
    }
    for (const toml::node& item : *array) {
        if (const toml::table* inner = item.as_table()) {
            body(*inner);
        } else {
            wrong_kind(item, "a table", problems_);
        }
    }
}

void TableReader::planned(std::string_view key, Harmless harmless) {
    const toml::node* node = take(key);
    if (node == nullptr || is_harmless(*node, harmless)) return;
    problems_.error(place_of(table_.find(key)->first.source()), in_quotes(key) + " is not supported yet",
                    is_section(*node) ? "leave the section out" : "leave it out");
}

void TableReader::finish() {
    for (const auto& [key, node] : table_) {
        if (std::ranges::find(asked_, key.str()) == asked_.end()) unknown(key, node);
    }
}

const toml::node* TableReader::take(std::string_view key) {
    asked_.push_back(key);
    return table_.get(key);
}

void TableReader::unknown(const toml::key& key, const toml::node& node) {
    problems_.error(place_of(key.source()),
                    fmt::format("unknown {} \"{}\" in {}", is_section(node) ? "section" : "key", key.str(), title_),
                    did_you_mean(key.str(), asked_));
    // It may be the misspelt name of a secret.
    if (!node.is_number() && !node.is_boolean()) problems_.hide_value(place_of(key.source()));
}

}  // namespace holdfast::config
