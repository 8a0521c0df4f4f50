#include "daemon/import/tree.hpp"

#include <optional>
#include <utility>

#include "daemon/config/spelling.hpp"
#include "daemon/import/report.hpp"

namespace holdfast::import {

namespace {

constexpr std::size_t deepest = 16;

// Where a word is, as far as its line is the file's own.
Where place_of(const Word& word, const Line& line) {
    if (!line.exact) return line.where;
    return {line.where.file, line.where.line, word.column, word.length};
}

// Puts the words of one line after the other into the innermost open block.
class Builder {
public:
    explicit Builder(Report& report) : report_{report} {}

    std::vector<Keyword> run(const std::vector<Line>& lines) {
        for (const Line& line : lines) {
            if (failed_) break;
            take(line);
        }
        for (const Open& block : open_) not_closed(block);
        return std::move(root_);
    }

private:
    struct Open {
        std::vector<Keyword> before;  // what stands in the block around it, with its own keyword last
        Where brace;
    };

    void take(const Line& line) {
        const auto words = words_of(line.text);
        if (!words) {
            Word quote;
            quote.column = words.error().column;
            return report_.error(place_of(quote, line), "this quote is not closed on its line");
        }
        bool fresh = true;  // the next word begins a keyword
        for (const Word& word : *words) {
            const Where where = place_of(word, line);
            switch (word.kind) {
                case Word::Kind::text:
                    add(word, where, fresh);
                    fresh = false;
                    break;
                case Word::Kind::open:
                    open(where);
                    fresh = true;
                    break;
                case Word::Kind::close:
                    close(where);
                    fresh = true;
                    break;
            }
        }
    }

    void add(const Word& word, Where where, bool fresh) {
        if (fresh) {
            root_.push_back({.words = {word}, .where = where, .last = where, .block = {}});
        } else {
            root_.back().words.push_back(word);
        }
    }

    // A brace may stand on the line below its keyword.
    void open(Where where) {
        if (failed_) return;
        if (root_.empty() || root_.back().has_block) {
            failed_ = true;
            return report_.error(where, "a block begins here that has no name");
        }
        if (open_.size() == deepest) {
            failed_ = true;
            return report_.error(where, "blocks within blocks without end");
        }
        root_.back().has_block = true;
        open_.push_back({std::exchange(root_, {}), where});
    }

    void close(Where where) {
        if (failed_) return;
        if (open_.empty()) return report_.error(where, "there is no open block that this brace could close");
        std::vector<Keyword> inner = std::exchange(root_, std::move(open_.back().before));
        open_.pop_back();
        root_.back().block = std::move(inner);
        root_.back().last = where;
    }

    void not_closed(const Open& block) {
        const Keyword& keyword = block.before.back();
        report_.error(keyword.where,
                      "the block of " + config::in_quotes(keyword.name()) + " begins here and is not closed",
                      "a } is missing: after it, or in a block within it");
    }

    Report& report_;
    std::vector<Keyword> root_;
    std::vector<Open> open_;
    bool failed_ = false;
};

}  // namespace

Where Keyword::where_of(std::size_t n) const {
    if (n >= words.size()) return where;
    if (where.length == 0) return where;  // the line is not the file's own
    return {where.file, where.line, words[n].column, words[n].length};
}

std::vector<Keyword> parse(const std::vector<Line>& lines, Report& report) {
    return Builder{report}.run(lines);
}

}  // namespace holdfast::import
