#include "daemon/import/variables.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::import {

namespace {

bool begins_name(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}
bool is_in_name(char c) {
    return begins_name(c) || (c >= '0' && c <= '9');
}

// The end of the name that begins at `start`; `start` itself when none does.
std::size_t end_of_name(std::string_view line, std::size_t start) {
    if (start >= line.size() || !begins_name(line[start])) return start;
    const auto rest = line.substr(start);
    return start + static_cast<std::size_t>(std::ranges::find_if_not(rest, is_in_name) - rest.begin());
}

}  // namespace

std::optional<Definition> definition_in(std::string_view line) {
    const std::size_t dollar = line.find_first_not_of(" \t");
    if (dollar == std::string_view::npos || line[dollar] != '$') return std::nullopt;
    const std::size_t end = end_of_name(line, dollar + 1);
    if (end == dollar + 1 || end >= line.size() || line[end] != '=') return std::nullopt;
    std::string_view value = line.substr(end + 1);
    value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
    return Definition{std::string{line.substr(dollar + 1, end - dollar - 1)}, std::string{value}};
}

std::optional<Reference> reference_in(std::string_view line, std::size_t start) {
    for (std::size_t at = line.find('$', start); at != std::string_view::npos; at = line.find('$', at + 1)) {
        const bool braced = line.substr(at + 1).starts_with('{');
        const std::size_t name = at + (braced ? 2 : 1);
        const std::size_t end = end_of_name(line, name);
        if (end == name) continue;
        const bool at_end = end == line.size();
        const bool whole = braced ? !at_end && line[end] == '}' : at_end || line[end] == ' ' || line[end] == '\t';
        if (whole) return Reference{std::string{line.substr(name, end - name)}, at, end + (braced ? 1 : 0)};
    }
    return std::nullopt;
}

std::optional<Variable> Variables::define(const std::string& name, Variable variable) {
    const auto found = known_.find(name);
    if (found == known_.end()) {
        known_.emplace(name, std::move(variable));
        return std::nullopt;
    }
    return std::exchange(found->second, std::move(variable));
}

const Variable* Variables::use(const std::string& name) {
    const auto found = known_.find(name);
    if (found == known_.end()) return nullptr;
    found->second.used = true;
    return &found->second;
}

void Variables::set(const std::string& name, std::string value) {
    known_[name] = {.body = {{std::move(value), {}}}, .defined = {}, .used = true};
}

std::vector<Variable> Variables::unused() const {
    std::vector<Variable> result;
    for (const auto& [name, variable] : known_) {
        if (!variable.used) result.push_back(variable);
    }
    return result;
}

}  // namespace holdfast::import
