// Collects what is wrong with one file, so that everything is told at once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "daemon/config/diagnostic.hpp"

namespace holdfast::config {

inline constexpr std::uint32_t to_end_of_line = 0xffffffff;

// A stretch of one line. Line 0: the file as a whole.
struct Place {
    std::uint32_t line = 0;
    std::uint32_t column = 0;  // counted in characters, not bytes
    std::uint32_t length = 1;
};
Place place_of(const toml::source_region& region);
Place place_of(const toml::node& node);

// The files of secrets that were read, or those that are given and need not be.
class Secrets {
public:
    Secrets() = default;
    explicit Secrets(std::map<std::string, std::string> given) : lines_{std::move(given)}, given_{true} {}
    bool are_given() const { return given_; }
    std::optional<std::string> find(const std::string& path) const {
        const auto found = lines_.find(path);
        return found == lines_.end() ? std::nullopt : std::optional{found->second};
    }
    void note(const std::string& path, const std::string& line) { lines_[path] = line; }
    const std::map<std::string, std::string>& taken() const { return lines_; }

private:
    std::map<std::string, std::string> lines_;
    bool given_ = false;
};

class Problems {
public:
    // `file` as it is shown; `public_file`: others on this host may read it.
    Problems(std::string_view file, std::string_view text, bool public_file = false);

    void error(Place place, std::string message, std::string hint = {});
    void warning(Place place, std::string message, std::string hint = {});
    bool any_error() const;
    // In the order of the file; a mistake in [defaults] that many instances share is told once.
    std::vector<Diagnostic> take();
    std::string_view line(std::uint32_t number) const;
    // A secret stands there: no diagnostic shows it.
    void hide(Place place);
    // All that stands behind the next = on that line.
    void hide_value(Place key);
    bool file_is_public() const { return public_file_; }
    Secrets& secrets() { return secrets_; }

private:
    void add(Weight weight, Place place, std::string message, std::string hint);

    std::string file_;
    std::vector<std::string> lines_;
    std::vector<Diagnostic> found_;
    bool public_file_;
    Secrets secrets_;
};

}  // namespace holdfast::config
