#include "daemon/cli/table.hpp"

#include <algorithm>

#include "daemon/config/spelling.hpp"

namespace holdfast::cli {

namespace {

constexpr std::string_view gap = "  ";

std::string render_row(const std::vector<Cell>& row, const std::vector<std::size_t>& widths, const Paint& paint) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        line += paint(row[i].tone, row[i].text);
        if (i + 1 == row.size()) break;  // no blanks at the end
        line.append(widths[i] - config::character_count(row[i].text), ' ');
        line += gap;
    }
    return line + "\n";
}

}  // namespace

std::vector<std::size_t> Table::widths() const {
    std::vector<std::size_t> widths = least_;
    const auto widen = [&](std::size_t column, std::string_view text) {
        if (column >= widths.size()) widths.resize(column + 1);
        widths[column] = std::max(widths[column], config::character_count(text));
    };
    for (std::size_t i = 0; i < header_.size(); ++i) widen(i, header_[i]);
    for (const Line& line : lines_) {
        for (std::size_t i = 0; i < line.row.size(); ++i) widen(i, line.row[i].text);
    }
    return widths;
}

std::string Table::render(const Paint& paint, std::size_t indent) const {
    if (lines_.empty()) return {};
    const std::vector<std::size_t> columns = widths();
    const std::string margin(indent, ' ');
    std::string text;
    if (!header_.empty()) {
        std::vector<Cell> titles;
        for (const std::string& title : header_) titles.push_back({title, Tone::faint});
        text += margin + render_row(titles, columns, paint);
    }
    for (const Line& line : lines_) {
        text += margin;
        text += line.row.empty() ? std::string{gap} + paint(line.note.tone, line.note.text) + "\n"
                                 : render_row(line.row, columns, paint);
    }
    return text;
}

}  // namespace holdfast::cli
