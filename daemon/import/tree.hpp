// keepalived's configuration as keywords, some of which have a block of others.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/import/lines.hpp"
#include "daemon/import/words.hpp"

namespace holdfast::import {

class Report;

struct Keyword {
    std::vector<Word> words;  // the first is its name
    Where where;              // of its name
    Where last;               // of the closing brace; of a keyword without a block its own
    std::vector<Keyword> block;
    bool has_block = false;

    const std::string& name() const { return words.front().text; }
    std::size_t values() const { return words.size() - 1; }
    // The n-th word after the name, from 1; empty: none.
    std::string_view value(std::size_t n = 1) const {
        return n < words.size() ? std::string_view{words[n].text} : std::string_view{};
    }
    Where where_of(std::size_t n) const;
};

// Open blocks and stray braces are errors.
std::vector<Keyword> parse(const std::vector<Line>& lines, Report& report);

}  // namespace holdfast::import
