// Reads one block of keywords, and knows in the end which of them nobody asked for.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/import/report.hpp"
#include "daemon/import/tree.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::import {

// Keywords that have no key of their own, and why.
struct Without {
    std::string_view keywords;  // with blanks between them
    Answer answer{};
    std::string_view reason;
};

class Block {
public:
    Block(const std::vector<Keyword>& keywords, Report& report) : keywords_{keywords}, report_{report} {}

    // Of a keyword that stands there twice keepalived takes the last; the others are noted. Null: it is not there.
    const Keyword* last(std::string_view name);
    std::vector<const Keyword*> all(std::string_view name);
    // Answers for what is left: as `without` says, else as unknown, with what was probably meant.
    void finish(std::span<const Without> without);
    Report& report() { return report_; }

private:
    void without_key(const Keyword& keyword, const Without& entry);
    void unknown(const Keyword& keyword, std::span<const Without> without);

    const std::vector<Keyword>& keywords_;
    Report& report_;
    std::vector<std::string_view> asked_;
    std::map<std::string, std::string> meant_;  // instead of what is unknown
};

// Values. What is wrong is an error and gives none; words behind those that were read are reported.
std::optional<int> whole_number(const Keyword& keyword, int least, int most, Report& report);
std::optional<net::Duration> seconds(const Keyword& keyword, net::Duration least, net::Duration most, Report& report);
std::optional<std::string> text(const Keyword& keyword, Report& report);
// on, off, true, false, yes, no; nothing: on.
bool is_on(const Keyword& keyword);
// It is in the result, except for the words from `from` on.
void translated(const Keyword& keyword, std::size_t from, Report& report);

std::optional<int> parse_whole(std::string_view text);
std::optional<net::Duration> parse_seconds(std::string_view text);

}  // namespace holdfast::import
