// Colour, where it is wanted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::cli {

enum class Tone : std::uint8_t { plain, strong, faint, good, notice, bad };

class Paint {
public:
    explicit Paint(bool colour) : colour_{colour} {}
    std::string operator()(Tone tone, std::string_view text) const {
        if (!colour_ || tone == Tone::plain || text.empty()) return std::string{text};
        return "\033[" + std::string{code(tone)} + "m" + std::string{text} + "\033[0m";
    }

private:
    static std::string_view code(Tone tone) {
        switch (tone) {
            case Tone::plain:
                return "0";
            case Tone::strong:
                return "1";
            case Tone::faint:
                return "2";
            case Tone::good:
                return "32";
            case Tone::notice:
                return "33";
            case Tone::bad:
                return "1;31";
        }
        return "0";
    }
    bool colour_;
};

}  // namespace holdfast::cli
