// $NAME=VALUE, and what becomes of $NAME and ${NAME}.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/import/sources.hpp"

namespace holdfast::import {

struct BodyLine {
    std::string text;
    Where where;
};

struct Variable {
    std::vector<BodyLine> body;  // one line, or those of a macro
    Where defined;
    bool used = false;
};

// `$NAME=VALUE` taken apart.
struct Definition {
    std::string name;
    std::string value;
};
std::optional<Definition> definition_in(std::string_view line);

// Where a variable is named in a line.
struct Reference {
    std::string name;
    std::size_t begin = 0, end = 0;
};
// The first from `start` on.
std::optional<Reference> reference_in(std::string_view line, std::size_t start);

class Variables {
public:
    // What it was before; it counts as unused if nobody has used it.
    std::optional<Variable> define(const std::string& name, Variable variable);
    // Null when there is none. Marks it as used.
    const Variable* use(const std::string& name);
    // Names a line, whatever file it is in, holds for: _PWD and the like.
    void set(const std::string& name, std::string value);
    std::vector<Variable> unused() const;

private:
    std::map<std::string, Variable> known_;
};

}  // namespace holdfast::import
