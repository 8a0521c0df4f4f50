// What became of each line: the account of an import, in which no line may be missing.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/diagnostic.hpp"
#include "daemon/import/sources.hpp"
#include "daemon/import/tree.hpp"

namespace holdfast::import {

enum class Answer : std::uint8_t {
    translated,  // it is in the result
    standard,    // Holdfast does so by itself
    noted,       // nothing is lost, but something is to be known
    missing,     // no equivalent
};

struct Remark {
    Answer answer{};  // noted or missing
    Where first, last;
    std::string reason;
};

class Report {
public:
    explicit Report(const Sources& sources) : sources_{&sources} {}

    void translated(const Keyword& keyword) { answer(keyword, Answer::translated); }
    void standard(const Keyword& keyword) { answer(keyword, Answer::standard); }
    void note(const Keyword& keyword, std::string reason);
    void missing(const Keyword& keyword, std::string reason);
    // Of a line that is no keyword.
    void line(Where where, Answer answer, std::string reason = {});
    void error(Where where, std::string message, std::string hint = {});

    // Whatever nobody has answered for has no equivalent.
    void sweep(const std::vector<Keyword>& keywords);

    bool is_answered(const Keyword& keyword) const { return answered_.contains(&keyword); }
    bool failed() const { return !errors_.empty(); }
    std::vector<config::Diagnostic> take_errors();
    std::vector<Remark> remarks() const;  // in the order of the files
    const std::map<std::pair<std::uint32_t, std::uint32_t>, Answer>& lines() const { return lines_; }
    const Sources& sources() const { return *sources_; }

private:
    void answer(const Keyword& keyword, Answer answer);
    void mark(Where where, Answer answer);
    void remark(const Keyword& keyword, Answer answer, std::string reason);

    const Sources* sources_;
    std::set<const Keyword*> answered_;
    std::vector<Remark> remarks_;
    std::vector<config::Diagnostic> errors_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Answer> lines_;  // (file, line): the weightiest of its answers
};

// `file:line: text`, and the reason below; what is missing first.
std::string to_text(const std::vector<Remark>& remarks, const Sources& sources);

}  // namespace holdfast::import
