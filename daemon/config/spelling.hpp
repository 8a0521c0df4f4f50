// Words: how long they look, and which of those known was meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::config {

// Characters of UTF-8 text.
std::size_t character_count(std::string_view text);
// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);
// The candidate that `word` is most probably a misspelling of; empty: none is near.
std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates);
// `did you mean "priority"?`, or empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);
// In double quotes.
std::string in_quotes(std::string_view text);

}  // namespace holdfast::config
