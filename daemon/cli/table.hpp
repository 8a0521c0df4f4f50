// Columns as wide as their widest cell.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/cli/paint.hpp"

namespace holdfast::cli {

struct Cell {
    std::string text;
    Tone tone = Tone::plain;
};

class Table {
public:
    // `least`: widths that columns have in any case, so that tables printed one after the other line up.
    explicit Table(std::vector<std::string> header, std::vector<std::size_t> least = {})
        : header_{std::move(header)}, least_{std::move(least)} {}

    void add(std::vector<Cell> row) { lines_.push_back({std::move(row), {}}); }
    // A line of its own beneath the last row, indented and not aligned.
    void add_note(Cell note) { lines_.push_back({{}, std::move(note)}); }
    // `indent` blanks before each line; nothing when there are no rows.
    std::string render(const Paint& paint, std::size_t indent = 0) const;

private:
    struct Line {
        std::vector<Cell> row;  // empty: a note
        Cell note;
    };
    std::vector<std::size_t> widths() const;

    std::vector<std::string> header_;  // empty: none is shown
    std::vector<std::size_t> least_;
    std::vector<Line> lines_;
};

}  // namespace holdfast::cli
