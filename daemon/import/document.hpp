// The result: TOML as a person writes it, a comment above what was decided.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace holdfast::import {

// A string in double quotes.
std::string toml_string(std::string_view text);
// A list of values that are TOML already; on several lines when one would be too long.
std::string list(const std::vector<std::string>& values);
std::string list_of_texts(const std::vector<std::string>& texts);
// { key = value, … }
std::string inline_table(const std::vector<std::string>& entries);
// Each line a comment.
std::string commented(std::string_view text);

class Table {
public:
    explicit Table(std::string title) : title_{std::move(title)} {}

    // Above the whole table.
    void comment(std::string text) { comments_.push_back(std::move(text)); }
    // In the place of what it was, if it was set. `why`: a comment above the line; empty: none.
    void set(std::string key, std::string value, std::string why = {});
    bool is_empty() const { return entries_.empty(); }
    // Kept as a comment: it could not be loaded as it is.
    void disable() { disabled_ = true; }
    std::string text() const;

private:
    struct Entry {
        std::string key, value, why;
    };
    std::string title_;
    std::vector<std::string> comments_;
    std::vector<Entry> entries_;
    bool disabled_ = false;
};

}  // namespace holdfast::import
