#include "daemon/io/trusted_command.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include <sys/stat.h>

#include "daemon/io/way.hpp"

namespace holdfast::io {
namespace {

namespace fs = std::filesystem;

constexpr mode_t executable = S_IXUSR | S_IXGRP | S_IXOTH;

// What executes a file that need not be executable. Whoever starts programs, as env and timeout do, needs no entry.
constexpr std::array<std::string_view, 22> interpreters{
    "sh",     "ash",  "bash", "dash", "ksh", "mksh", "zsh",  "fish",   "csh",    "tcsh",  "busybox",
    "python", "pypy", "perl", "ruby", "php", "lua",  "node", "nodejs", "expect", "tclsh", "wish"};

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

}  // namespace

std::vector<std::string> programs_of(const std::vector<std::string>& command, Looks& looks) {
    std::vector<std::string> programs;
    bool awaits_script = false;
    for (const std::string& word : command) {
        const mode_t mode = programs.empty() ? 0 : mode_of_file(word, looks);
        if (programs.empty()) {
            programs.push_back(word);
        } else if (mode != 0 && (awaits_script || (mode & executable) != 0)) {
            programs.push_back((fs::path{"/"} / word).string());
            awaits_script = false;
        }
        if (names_an_interpreter(word)) awaits_script = true;
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
