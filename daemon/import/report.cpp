#include "daemon/import/report.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace holdfast::import {

namespace {

std::string_view without_indent(std::string_view line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    return line.substr(0, line.find_last_not_of(" \t") + 1);
}

std::string text_of(const Remark& remark, const Sources& sources) {
    const auto [first, last] = std::tie(remark.first, remark.last);
    std::string text = fmt::format("{}:{}: {}\n", sources.name(first.file), first.line,
                                   without_indent(sources.line(first.file, first.line)));
    const bool in_one_file = first.file == last.file;
    for (std::uint32_t line = first.line + 1; in_one_file && line <= last.line; ++line) {
        const std::string_view source = sources.line(first.file, line);
        if (!without_indent(source).empty()) text += fmt::format("{:5} | {}\n", line, source);
    }
    return text;
}

// Indented, and broken at blanks.
std::string wrapped(std::string_view reason) {
    constexpr std::size_t width = 100;
    std::string text;
    while (!reason.empty()) {
        std::size_t end = reason.size() <= width ? reason.size() : reason.rfind(' ', width);
        if (end == std::string_view::npos || end == 0) end = reason.size();
        text += fmt::format("    {}\n", reason.substr(0, end));
        reason.remove_prefix(std::min(end + 1, reason.size()));
    }
    return text;
}

}  // namespace

void Report::note(const Keyword& keyword, std::string reason) {
    remark(keyword, Answer::noted, std::move(reason));
}

void Report::missing(const Keyword& keyword, std::string reason) {
    remark(keyword, Answer::missing, std::move(reason));
}

void Report::line(Where where, Answer answer, std::string reason) {
    mark(where, answer);
    if (answer == Answer::noted || answer == Answer::missing) {
        remarks_.push_back({answer, where, where, std::move(reason)});
    }
}

void Report::error(Where where, std::string message, std::string hint) {
    errors_.push_back(sources_->diagnostic(where, std::move(message), std::move(hint)));
}

void Report::sweep(const std::vector<Keyword>& keywords) {
    for (const Keyword& keyword : keywords) {
        if (!is_answered(keyword)) {
            missing(keyword, "this has no meaning here");
        } else {
            sweep(keyword.block);
        }
    }
}

std::vector<config::Diagnostic> Report::take_errors() {
    const auto position = [](const config::Diagnostic& d) { return std::tie(d.file, d.line, d.column, d.message); };
    std::ranges::stable_sort(errors_, {}, position);
    const auto repeated = std::ranges::unique(errors_, {}, position);
    errors_.erase(repeated.begin(), repeated.end());
    return std::exchange(errors_, {});
}

// A macro that is used often says the same of its lines each time.
std::vector<Remark> Report::remarks() const {
    std::vector<Remark> sorted = remarks_;
    const auto position = [](const Remark& r) { return std::tie(r.first.file, r.first.line, r.answer, r.reason); };
    std::ranges::stable_sort(sorted, {}, position);
    const auto repeated = std::ranges::unique(sorted, {}, position);
    sorted.erase(repeated.begin(), repeated.end());
    return sorted;
}

void Report::answer(const Keyword& keyword, Answer answer) {
    answered_.insert(&keyword);
    mark(keyword.where, answer);
}

void Report::mark(Where where, Answer answer) {
    Answer& known = lines_.try_emplace({where.file, where.line}, answer).first->second;
    known = std::max(known, answer);
}

// What is said of a block is said of all in it that has no answer of its own.
void Report::remark(const Keyword& keyword, Answer given, std::string reason) {
    const auto cover = [&](const Keyword& inner, const auto& self) -> void {
        if (!is_answered(inner)) answer(inner, given);
        for (const Keyword& below : inner.block) self(below, self);
    };
    const bool whole = !is_answered(keyword);
    if (whole) cover(keyword, cover);
    remarks_.push_back({given, keyword.where, whole ? keyword.last : keyword.where, std::move(reason)});
    mark(keyword.where, given);
}

std::string to_text(const std::vector<Remark>& remarks, const Sources& sources) {
    std::string text;
    for (const auto& [answer, title] :
         {std::pair{Answer::missing, "No equivalent:"}, std::pair{Answer::noted, "Notes:"}}) {
        const Remark* before = nullptr;
        for (const Remark& remark : remarks) {
            if (remark.answer != answer) continue;
            if (before == nullptr) text += fmt::format("{}{}\n", text.empty() ? "" : "\n", title);
            const bool again = before != nullptr && before->first == remark.first && before->last == remark.last;
            text += (again ? "" : text_of(remark, sources)) + wrapped(remark.reason);
            before = &remark;
        }
    }
    return text;
}

}  // namespace holdfast::import
