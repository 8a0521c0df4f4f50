// keepalived's configuration: either TOML that can be read, with an answer for every line, or errors that each have a
// place.
#include <tuple>

#include <toml++/toml.h>

#include "daemon/import/import.hpp"
#include "daemon/import/words.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

constexpr const char* file = "keepalived.conf";

// A second file that can be included, and includes the first one again.
import::Files files(const std::string& text) {
    return {.read = [text](const std::string& path) -> std::expected<std::string, std::string> {
                if (path == file) return text;
                return "advert_int 2\n@us include keepalived.conf\n";
            },
            .matching = [](const std::string& pattern) -> std::vector<std::string> {
                if (pattern == file) return {file};
                return pattern.ends_with("more") ? std::vector<std::string>{"more"} : std::vector<std::string>{};
            }};
}

void check_errors(const std::vector<config::Diagnostic>& errors) {
    ensure(!errors.empty(), "it is refused for a reason");
    for (const config::Diagnostic& error : errors) {
        ensure(!error.message.empty() && !error.file.empty(), "an error says what and where");
        ensure(error.column >= (error.line == 0 ? 0U : 1U) && error.length >= 1, "columns count from 1");
    }
    for (const char c : config::render(errors, false)) {
        ensure(c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f), "no control characters");
    }
}

bool is_significant(const std::string& line) {
    return import::without_comment(line).text.find_first_not_of(" \t\v\f\r{}\\") != std::string::npos;
}

// Braces, continuations and what is blank need no answer; all else does.
void check_answers(const import::Outcome& outcome, const std::string& text) {
    std::uint32_t number = 0;
    std::string line;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != '\n') {
            line += text[i];
            continue;
        }
        ++number;
        ensure(!is_significant(line) || outcome.lines.contains({0, number}), "every line has an answer");
        line.clear();
    }
}

void check_toml(const std::string& text) {
    try {
        std::ignore = toml::parse(std::string_view{text});
    } catch (const toml::parse_error&) {
        ensure(false, "what is written can be read");
    }
}

void read(Input in) {
    const net::Bytes bytes = in.rest();
    const std::string text{bytes.begin(), bytes.end()};
    const auto outcome = import::import_file({file, "us"}, files(text));
    if (!outcome) return check_errors(outcome.error());
    check_toml(outcome->toml);
    check_answers(*outcome, text);
    const auto again = import::import_file({file, "us"}, files(text));
    ensure(again && again->toml == outcome->toml, "the same text, the same result");
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
