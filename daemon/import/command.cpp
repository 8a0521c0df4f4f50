#include "daemon/import/command.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace holdfast::import {

namespace {

bool parts_words(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

// keepalived reads what is in double quotes twice: here a backslash takes its meaning from a character of the outer
// text, and whatever is left of them counts when the words are parted.
std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        plain += text[i];
    }
    return plain;
}

// The words of a quoted command: blanks part them, quotes hold them together, a backslash takes its meaning from a
// character.
std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    bool in_word = false;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == 0 && parts_words(c)) {
            in_word = false;
            continue;
        }
        if (!in_word) words.emplace_back();
        in_word = true;
        if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
            words.back() += text[++i];
        } else if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        } else {
            words.back() += c;
        }
    }
    return words;
}

// What no program is called: keepalived finds no file to execute and lets a shell do it.
bool needs_shell(std::string_view program) {
    constexpr std::array<std::string_view, 8> built_in{"exit", "if", "for", "while", "!", "source", ".", ":"};
    return program.empty() || std::string_view{"<>[(|&;$`"}.contains(program.front()) ||
           std::ranges::find(built_in, program) != built_in.end();
}

bool is_shell_word(std::string_view word) {
    constexpr std::array<std::string_view, 8> operators{"|", "||", "&&", ";", "&", ">", "<", ">>"};
    return std::ranges::find(operators, word) != operators.end() || word.starts_with(">/") || word.starts_with("2>") ||
           word.starts_with("&>") || word.starts_with("1>") || word.ends_with(';') || word.starts_with('`') ||
           word.starts_with("$(");
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

// killall -0 X, pkill -0 X, pgrep X, pidof X.
std::string process_asked_for(const std::vector<std::string>& argv) {
    if (argv.size() < 2) return {};
    const std::string_view program = base_name(argv.front());
    const bool by_signal = program == "killall" || program == "pkill";
    const bool by_name = program == "pidof" || program == "pgrep";
    if (!by_signal && !by_name) return {};
    std::vector<std::string> names;
    bool nothing_sent = by_name;
    for (std::size_t i = 1; i < argv.size(); ++i) {
        if (!argv[i].starts_with('-')) names.push_back(argv[i]);
        if (argv[i] == "-0") nothing_sent = true;
        if (argv[i].starts_with('-') && argv[i] != "-0" && argv[i] != "-x" && argv[i] != "-q") return {};
    }
    return nothing_sent && names.size() == 1 ? std::string{base_name(names.front())} : std::string{};
}

}  // namespace

Command command_of(const Keyword& keyword, bool rest) {
    Command command;
    const bool in_quotes = keyword.values() >= 1 && keyword.words[1].quoted;
    const std::string whole = in_quotes ? unescaped(keyword.value()) : std::string{keyword.value()};
    const bool one_word = keyword.values() < 1 || in_quotes || whole.contains(' ');
    if (one_word) {
        command.argv = split(whole);
    } else {
        const std::size_t end = rest ? keyword.words.size() : 2;
        for (std::size_t n = 1; n < end; ++n) command.argv.push_back(keyword.words[n].text);
    }
    if (command.argv.empty()) return command;
    command.process = process_asked_for(command.argv);
    if (needs_shell(command.argv.front())) {
        std::string line = one_word ? whole : "";
        for (std::size_t n = 1; !one_word && n < keyword.words.size(); ++n)
            line += (n > 1 ? " " : "") + keyword.words[n].text;
        command.argv = {"/bin/sh", "-c", line};
        command.by_shell = true;
        return command;
    }
    command.looks_like_shell = std::ranges::any_of(command.argv, is_shell_word);
    // keepalived looks along the PATH.
    if (!command.argv.front().starts_with('/')) command.argv.insert(command.argv.begin(), "/usr/bin/env");
    return command;
}

}  // namespace holdfast::import
