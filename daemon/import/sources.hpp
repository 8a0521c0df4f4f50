// The lines of all files that were read, and places in them.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/diagnostic.hpp"

namespace holdfast::import {

// A stretch of one line.
struct Where {
    std::uint32_t file = 0;
    std::uint32_t line = 0;    // 1-based; 0: the file as a whole
    std::uint32_t column = 1;  // 1-based, in characters
    std::uint32_t length = 0;  // 0: to the end of the line
    bool same_line(const Where& other) const { return file == other.file && line == other.line; }
    auto operator<=>(const Where&) const = default;
};

class Sources {
public:
    // Lines that are not UTF-8 are taken for Latin-1. Gives the number of the file.
    std::uint32_t add(std::string name, std::string_view text);
    const std::string& name(std::uint32_t file) const { return sources_[file].name; }
    std::uint32_t line_count(std::uint32_t file) const {
        return static_cast<std::uint32_t>(sources_[file].lines.size());
    }
    // Without its end; empty beyond the file.
    std::string_view line(std::uint32_t file, std::uint32_t number) const;
    bool was_latin(std::uint32_t file, std::uint32_t number) const;
    config::Diagnostic diagnostic(Where where, std::string message, std::string hint) const;

private:
    struct Source {
        std::string name;
        std::vector<std::string> lines;
        std::vector<bool> latin;
    };
    std::vector<Source> sources_;
};

}  // namespace holdfast::import
