// The lines of a configuration after inclusion, conditions and variables.
#pragma once

#include <string>
#include <vector>

#include "daemon/import/files.hpp"
#include "daemon/import/sources.hpp"

namespace holdfast::import {

class Report;

struct Line {
    std::string text;   // without comment
    Where where;        // the line that it comes from
    bool exact = true;  // the columns are those of the file: nothing was put in
};

struct Origin {
    std::string path;
    std::string id;  // of this node, for lines that begin with @
};

// Reads the file and all that it includes into `sources`.
std::vector<Line> read_lines(const Origin& origin, const Files& files, Sources& sources, Report& report);

}  // namespace holdfast::import
