#include "daemon/import/words.hpp"

#include <optional>

#include "daemon/config/spelling.hpp"

namespace holdfast::import {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\v' || c == '\f';
}

std::uint32_t characters(std::string_view text) {
    return static_cast<std::uint32_t>(config::character_count(text));
}

// Takes the words of one line apart, from left to right.
class Scanner {
public:
    explicit Scanner(std::string_view line) : line_{line} {}

    std::expected<std::vector<Word>, OpenQuote> run() {
        while (at_ < line_.size()) {
            if (is_blank(line_[at_])) {
                ++at_;
            } else if (is_brace()) {
                brace();
            } else if (!word()) {
                return std::unexpected{OpenQuote{column_of(open_quote_)}};
            }
        }
        return std::move(words_);
    }

private:
    bool is_brace() const { return line_[at_] == '{' || line_[at_] == '}'; }
    std::uint32_t column_of(std::size_t position) const { return characters(line_.substr(0, position)) + 1; }

    void brace() {
        const auto kind = line_[at_] == '{' ? Word::Kind::open : Word::Kind::close;
        words_.push_back({kind, std::string{line_[at_]}, false, column_of(at_), 1});
        ++at_;
    }

    // False: a quote stays open.
    bool word() {
        const std::size_t start = at_;
        Word word{Word::Kind::text, {}, line_[at_] == '"', column_of(at_), 1};
        while (at_ < line_.size() && !is_blank(line_[at_]) && !is_brace()) {
            if (line_[at_] == '"' || (at_ == start && closes_single_quote())) {
                if (!quoted(word.text)) return false;
            } else if (line_.substr(at_).starts_with("${")) {
                reference(word.text);
            } else {
                word.text += line_[at_++];
            }
        }
        word.length = characters(line_.substr(start, at_ - start));
        words_.push_back(std::move(word));
        return true;
    }

    // An apostrophe quotes nothing but a whole word.
    bool closes_single_quote() const {
        if (line_[at_] != '\'') return false;
        const std::size_t end = line_.find('\'', at_ + 1);
        return end != std::string_view::npos && (end + 1 == line_.size() || is_blank(line_[end + 1]));
    }

    bool quoted(std::string& into) {
        const char quote = line_[at_];
        open_quote_ = at_++;
        while (at_ < line_.size() && line_[at_] != quote) {
            if (line_[at_] == '\\' && quote == '"' && at_ + 1 < line_.size()) into += line_[at_++];
            into += line_[at_++];
        }
        if (at_ == line_.size()) return false;
        ++at_;
        return true;
    }

    // A variable that nobody has defined is text, braces and all.
    void reference(std::string& into) {
        const std::size_t end = line_.find('}', at_);
        const std::size_t stop = end == std::string_view::npos ? at_ + 2 : end + 1;
        into += line_.substr(at_, stop - at_);
        at_ = stop;
    }

    std::string_view line_;
    std::size_t at_ = 0;
    std::size_t open_quote_ = 0;
    std::vector<Word> words_;
};

bool begins_comment(char c) {
    return c == '#' || c == '!';
}

}  // namespace

Uncommented without_comment(std::string_view line) {
    std::string text;
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool escape = line[i] == '\\' && i + 1 < line.size();
        if (escape && !quoted && begins_comment(line[i + 1])) {
            text += line[++i];
        } else if (escape) {
            text += line.substr(i, 2);
            ++i;
        } else if (!quoted && begins_comment(line[i])) {
            const bool in_a_word = i > 0 && !is_blank(line[i - 1]) && !std::string_view{"{}\"#!"}.contains(line[i - 1]);
            return {text, in_a_word};
        } else {
            if (line[i] == '"') quoted = !quoted;
            text += line[i];
        }
    }
    return {text, false};
}

std::expected<std::vector<Word>, OpenQuote> words_of(std::string_view line) {
    return Scanner{line}.run();
}

}  // namespace holdfast::import
