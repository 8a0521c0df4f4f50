#include "daemon/import/lines.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/import/report.hpp"
#include "daemon/import/variables.hpp"
#include "daemon/import/words.hpp"

namespace holdfast::import {

namespace {

constexpr int deepest_inclusion = 24;         // inclusions and macros within each other
constexpr std::size_t most_lines = 100'000;   // that come out of all files and macros
constexpr std::size_t longest_line = 16'384;  // with all variables put in

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\v\f";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

bool has_wildcard(std::string_view pattern) {
    return pattern.find_first_of("*?[{") != std::string_view::npos;
}

class Reading {
public:
    Reading(const Origin& origin, const Files& files, Sources& sources, Report& report)
        : id_{origin.id}, files_{files}, sources_{sources}, report_{report} {
        variables_.set("_INSTANCE", id_);
        variables_.set("_HASH", "#");
        variables_.set("_BANG", "!");
    }

    std::vector<Line> run(const std::string& path) {
        if (const auto text = files_.read(path)) {
            file(path, *text, 0);
        } else {
            report_.error({.file = sources_.add(path, {})}, text.error());
        }
        for (const Variable& variable : variables_.unused()) never_used(variable);
        return std::move(lines_);
    }

private:
    void file(const std::string& path, const std::string& text, int depth) {
        const std::uint32_t number = sources_.add(path, text);
        const std::string folder = folder_of(path);
        for (std::uint32_t line = 1; line <= sources_.line_count(number) && !stopped_; ++line) {
            variables_.set("_PWD", folder);
            line = whole_line({number, line, 1, 0}, depth);
        }
        end_of_macro();
    }

    // With the lines that continue it; gives the last one's number.
    std::uint32_t whole_line(Where where, int depth) {
        std::string raw{sources_.line(where.file, where.line)};
        Uncommented line = without_comment(raw);
        std::uint32_t last = where.line;
        while (!macro_ && continues(line.text) && last < sources_.line_count(where.file)) {
            raw.erase(raw.rfind('\\'));
            raw += sources_.line(where.file, ++last);
            line = without_comment(raw);
            report_.line({where.file, last, 1, 0}, Answer::standard);
        }
        const bool exact = last == where.line;
        if (trimmed(raw).empty()) end_of_macro();
        if (!trimmed(line.text).empty()) significant_line({std::move(line.text), where, exact}, line.in_a_word, depth);
        return last;
    }

    static bool continues(std::string_view text) {
        if (!trimmed(text).ends_with('\\')) return false;
        const auto definition = definition_in(text);
        return !definition || trimmed(definition->value) != "\\";
    }

    void significant_line(Line line, bool ends_in_a_word, int depth) {
        const Where where = line.where;
        if (ends_in_a_word) report_.line(where, Answer::noted, "what follows # or ! is a comment, to keepalived too");
        if (sources_.was_latin(where.file, where.line) &&
            std::ranges::any_of(line.text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
            report_.line(where, Answer::noted, "this line is not UTF-8; it was read as ISO 8859-1");
        }
        if (macro_) return into_macro(std::move(line.text), where);
        feed(std::move(line), depth);
    }

    // One line, of a file or of a macro.
    void feed(Line line, int depth) {
        if (stopped_ || too_much(line.where, depth)) return;
        if (!is_for_us(line)) return;
        if (trimmed(line.text).empty()) return report_.line(line.where, Answer::standard);
        if (const auto definition = definition_in(line.text)) return define(*definition, line);
        if (is_loop(line.text)) return report_.line(line.where, Answer::missing, no_loops);
        if (!substitute(line, depth)) return;
        if (!is_for_us(line)) return;  // the condition may have been a variable's
        if (trimmed(line.text).empty()) return report_.line(line.where, Answer::standard);
        if (include(line, depth)) return;
        lines_.push_back(std::move(line));
    }

    bool too_much(Where where, int depth) {
        if (depth <= deepest_inclusion && fed_++ < most_lines) return false;
        stopped_ = true;
        report_.error(where, depth > deepest_inclusion ? "files or variables contain each other without end"
                                                       : fmt::format("more than {} lines come of this", most_lines));
        return true;
    }

    // Conditions are blanked out, so that columns stay.
    bool is_for_us(Line& line) {
        const std::size_t at = line.text.find_first_not_of(" \t");
        if (at == std::string::npos || line.text[at] != '@') return true;
        const std::size_t end = std::min(line.text.find_first_of(" \t", at), line.text.size());
        const bool negated = line.text.substr(at + 1, 1) == "^";
        const std::string wanted = line.text.substr(at + (negated ? 2 : 1), end - at - (negated ? 2 : 1));
        if ((wanted == id_) != negated) {
            std::fill_n(line.text.begin() + static_cast<std::ptrdiff_t>(at), end - at, ' ');
            return true;
        }
        report_.line(line.where, Answer::noted,
                     negated ? fmt::format("only for nodes other than \"{}\"", wanted)
                             : fmt::format("only for the node \"{}\", and this is \"{}\"; -i {} is for that one",
                                           wanted, id_, wanted));
        return false;
    }

    void define(const Definition& definition, const Line& line) {
        Variable variable{.body = {{definition.value, line.where}}, .defined = line.where, .used = false};
        if (trimmed(definition.value) == "\\") {
            macro_ = Macro{definition.name, {.body = {}, .defined = line.where, .used = false}};
            return;
        }
        set(definition.name, std::move(variable));
    }

    void into_macro(std::string text, Where where) {
        const bool more = trimmed(text).ends_with('\\');
        if (more) text.erase(text.rfind('\\'));
        macro_->variable.body.push_back({std::move(text), where});
        if (!more) end_of_macro();
    }

    void end_of_macro() {
        if (!macro_) return;
        const Macro macro = *std::exchange(macro_, std::nullopt);
        set(macro.name, macro.variable);
    }

    void set(const std::string& name, Variable variable) {
        const auto before = variables_.define(name, std::move(variable));
        if (before && !before->used) never_used(*before);
    }

    void never_used(const Variable& variable) {
        const std::string reason = "this variable is never used";
        report_.line(variable.defined, Answer::noted, reason);
        for (const BodyLine& line : variable.body) {
            if (!line.where.same_line(variable.defined)) report_.line(line.where, Answer::noted, reason);
        }
    }

    // False: a macro took the line's place.
    bool substitute(Line& line, int depth) {
        for (std::size_t start = 0; auto reference = reference_in(line.text, start);) {
            const Variable* variable = variables_.use(reference->name);
            if (variable == nullptr) {
                start = reference->end;
                continue;
            }
            if (variable->defined.line != 0) report_.line(variable->defined, Answer::translated);
            if (variable->body.size() > 1) {
                expand(line, *reference, Variable{*variable}, depth);
                return false;
            }
            const BodyLine value = variable->body.empty() ? BodyLine{"", variable->defined} : variable->body.front();
            if (value.where.line != 0) report_.line(value.where, Answer::translated);
            line.text.replace(reference->begin, reference->end - reference->begin, value.text);
            line.exact = false;
            start = reference->begin;
            if (++replaced_ > most_lines || line.text.size() > longest_line) {
                stopped_ = true;
                report_.error(line.where, "variables contain each other without end");
                return false;
            }
        }
        return true;
    }

    void expand(const Line& line, const Reference& reference, const Variable& macro, int depth) {
        if (!line.where.same_line(macro.defined)) report_.line(line.where, Answer::translated);
        for (std::size_t i = 0; i < macro.body.size(); ++i) {
            std::string text = macro.body[i].text;
            if (i == 0) text.insert(0, line.text, 0, reference.begin);
            if (i + 1 == macro.body.size()) text.append(line.text, reference.end);
            feed({std::move(text), macro.body[i].where, true}, depth + 1);
        }
    }

    static bool is_loop(std::string_view text) {
        const std::string_view start = trimmed(text);
        return start.starts_with("~SEQ") || start.starts_with("~LST");
    }

    bool include(const Line& line, int depth) {
        const std::string_view text = trimmed(line.text);
        const std::size_t end = text.find_first_of(" \t");
        const std::string_view verb = text.substr(0, end);
        const bool known = verb == "include" || (verb.size() == 8 && verb.starts_with("include") &&
                                                 std::string_view{"rmwba"}.contains(verb.back()));
        if (!known) return false;
        if (end == std::string_view::npos) {
            report_.error(line.where, "a file's name is missing here");
            return true;
        }
        std::string pattern{trimmed(text.substr(end))};
        if (pattern.size() > 1 && pattern.front() == '"' && pattern.back() == '"') {
            pattern = pattern.substr(1, pattern.size() - 2);
        }
        const std::string folder = folder_of(sources_.name(line.where.file));
        if (!pattern.starts_with('/') && folder != ".") pattern = fmt::format("{}/{}", folder, pattern);
        include_all(line.where, pattern, verb != "include" && verb != "includer", depth);
        return true;
    }

    void include_all(Where where, const std::string& pattern, bool must_exist, int depth) {
        const std::vector<std::string> paths = files_.matching(pattern);
        if (paths.empty() && must_exist) return report_.error(where, fmt::format("no file matches {}", pattern));
        if (paths.empty()) {
            if (has_wildcard(pattern)) return report_.line(where, Answer::noted, "no file matches " + pattern);
            return report_.line(where, Answer::missing, "there is no file " + pattern);
        }
        report_.line(where, Answer::standard);
        for (const std::string& path : paths) {
            const auto text = files_.read(path);
            if (!text) report_.error(where, fmt::format("{}: {}", path, text.error()));
            if (text && !too_much(where, depth)) file(path, *text, depth + 1);
        }
    }

    struct Macro {
        std::string name;
        Variable variable;
    };
    static constexpr const char* no_loops = "loops (~SEQ, ~LST) are not expanded: write their lines out first";

    std::string id_;
    const Files& files_;
    Sources& sources_;
    Report& report_;
    Variables variables_;
    std::optional<Macro> macro_;  // being read
    std::vector<Line> lines_;
    std::size_t fed_ = 0, replaced_ = 0;
    bool stopped_ = false;
};

}  // namespace

std::vector<Line> read_lines(const Origin& origin, const Files& files, Sources& sources, Report& report) {
    return Reading{origin, files, sources, report}.run(origin.path);
}

}  // namespace holdfast::import
