#include "daemon/io/trusted_command.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <sys/stat.h>

#include "daemon/io/way.hpp"

namespace holdfast::io {
namespace {

namespace fs = std::filesystem;

constexpr mode_t executable = S_IXUSR | S_IXGRP | S_IXOTH;

// What executes a file that need not be executable. Whoever starts programs, as env and timeout do, needs no entry.
constexpr std::array<std::string_view, 26> interpreters{
    "sh",     "ash",  "bash", "dash", "ksh", "mksh", "zsh",  "fish",   "csh",    "tcsh",  "busybox", "awk",  "gawk",
    "python", "pypy", "perl", "ruby", "php", "lua",  "node", "nodejs", "expect", "tclsh", "wish",    "mawk", "java"};

// "/usr/bin/python3.11": with or without its folder and version.
bool names_an_interpreter(std::string_view word) {
    word.remove_prefix(word.rfind('/') + 1);
    word = word.substr(0, word.find_last_not_of("0123456789.") + 1);
    return std::ranges::find(interpreters, word) != interpreters.end();
}

// 0: there is none. All commands run in /.
mode_t mode_of_file(const std::string& word, Looks& looks) {
    const std::vector<Step> way = way_to(fs::path{"/"} / word, looks);
    const Look& last = *way.back().look;
    return last.error == 0 && S_ISREG(last.about.st_mode) ? last.about.st_mode : 0;
}

// What the kernel runs for a script: "/usr/bin/env" of "#!/usr/bin/env python3". Empty: it is none, or cannot be read.
std::string named_by_script(const std::string& program, Looks& looks) {
    if (mode_of_file(program, looks) == 0) return "";  // nobody waits at a FIFO
    std::array<char, 256> beginning{};                 // the kernel reads no more of it
    std::ifstream{program}.read(beginning.data(), beginning.size() - 1);
    std::string_view name{beginning.data()};
    if (!name.starts_with("#!")) return "";
    name.remove_prefix(std::min(name.find_first_not_of(" \t", 2), name.size()));
    return std::string{name.substr(0, name.find_first_of(" \t\n"))};
}

}  // namespace

std::vector<std::string> programs_of(const std::vector<std::string>& command, Looks& looks) {
    std::vector<std::string> programs;
    const auto add = [&](const std::string& program) {
        programs.push_back(program);
        if (const std::string by = named_by_script(program, looks); !by.empty()) programs.push_back(by);
    };
    bool awaits_script = false, behind_option = false;
    for (const std::string& word : command) {
        const mode_t mode = programs.empty() ? 0 : mode_of_file(word, looks);
        if (programs.empty()) {
            add(word);
        } else if (mode != 0 && (awaits_script || (mode & executable) != 0)) {
            add((fs::path{"/"} / word).string());
            awaits_script = awaits_script && behind_option;
        }
        if (names_an_interpreter(word)) awaits_script = true;
        behind_option = word.starts_with('-');
    }
    return programs;
}

std::vector<Objection> objections_to_command(const std::vector<std::string>& command, uid_t owner, Looks& looks) {
    std::vector<Objection> all;
    for (const std::string& program : programs_of(command, looks)) {
        for (Objection& one : objections_to(program, owner, looks)) {
            if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
        }
    }
    return all;
}

}  // namespace holdfast::io
