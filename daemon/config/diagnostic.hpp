// One thing wrong with the configuration, said the way compilers do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace holdfast::config {

enum class Weight : std::uint8_t { warning, error };

struct Diagnostic {
    Weight weight = Weight::error;
    std::string file;
    std::uint32_t line = 0;    // 1-based; 0: the file as a whole
    std::uint32_t column = 0;  // 1-based
    std::uint32_t length = 1;  // of what the caret underlines
    std::string message;
    std::string hint;         // empty: none
    std::string source_line;  // the line of the file, without its end
};

// file:line:column: error: message / the line / the caret / hint: …
std::string render(const std::vector<Diagnostic>& diagnostics, bool colour);

}  // namespace holdfast::config
