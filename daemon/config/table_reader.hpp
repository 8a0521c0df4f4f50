// Reads one TOML table key by key, and knows in the end which keys nobody asked for.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <toml++/toml.h>

#include "daemon/config/values.hpp"

namespace holdfast::config {

// Where each key was written, for the checks that compare keys with each other.
class Written {
public:
    void note(std::string_view key, const toml::node& node, bool readable);
    bool has(std::string_view key) const { return nodes_.contains(key); }
    // Its value could not be read, which was told: checks that need it are pointless.
    bool is_broken(std::string_view key) const { return broken_.contains(key); }
    // The value's place; that of the whole when the key was not written.
    Place place(std::string_view key) const;
    // Of one element of a list.
    Place place(std::string_view key, std::size_t index) const;
    void set_whole(Place place) { whole_ = place; }
    Place whole() const { return whole_; }

private:
    std::map<std::string, const toml::node*, std::less<>> nodes_;
    std::set<std::string, std::less<>> broken_;
    Place whole_;
};

// The value of a planned key that asks for what happens anyway; without one: "", [] and {}.
using Harmless = std::variant<std::monostate, bool, std::string_view>;

class TableReader {
public:
    // `title` as messages say it: "[node]", "[[instance]]".
    TableReader(const toml::table& table, std::string_view title, Problems& problems, Written& written);

    // Leaves `into` alone when the key is absent or wrong.
    template <class T>
    void read(std::string_view key, T& into, const Reader<std::type_identity_t<T>>& reader) {
        const toml::node* node = take(key);
        if (node == nullptr) return;
        std::optional<T> value = reader(*node, problems_);
        written_.note(key, *node, value.has_value());
        if (value) into = std::move(*value);
    }

    // A table inside; what `body` does not ask for is unknown there too. `places`: where its keys are, for checks.
    void table(std::string_view key, std::string_view title, const std::function<void(TableReader&)>& body);
    void table(std::string_view key, std::string_view title, Written& places,
               const std::function<void(TableReader&)>& body);
    // A list of tables, `[[key]]`.
    void each_table(std::string_view key, const std::function<void(const toml::table&)>& body);
    // Known by name and not built yet: refused, unless the value is harmless.
    void planned(std::string_view key, Harmless harmless = {});
    // Reports the keys that nobody asked for.
    void finish();

    // The raw value, now asked for; null when absent.
    const toml::node* take(std::string_view key);
    bool has(std::string_view key) const { return table_.contains(key); }
    Place place() const { return place_of(table_); }
    Problems& problems() { return problems_; }

private:
    void unknown(const toml::key& key, const toml::node& node);

    const toml::table& table_;
    std::string_view title_;
    Problems& problems_;
    Written& written_;
    std::vector<std::string_view> asked_;
};

}  // namespace holdfast::config
