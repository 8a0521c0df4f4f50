// How a thing is meant to look: the class of the style sheet, and a sign for those who see no colours.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace holdfast::metrics {

enum class Tone : std::uint8_t { idle, good, calm, odd, bad };  // in the order of how much it asks for attention

constexpr std::string_view label(Tone tone) {
    constexpr std::array<std::string_view, 5> labels{"idle", "good", "calm", "odd", "bad"};
    return labels[std::to_underlying(tone)];
}

constexpr std::string_view sign(Tone tone) {
    constexpr std::array<std::string_view, 5> signs{"–", "●", "○", "▲", "✕"};
    return signs[std::to_underlying(tone)];
}

}  // namespace holdfast::metrics
