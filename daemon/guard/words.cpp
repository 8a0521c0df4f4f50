#include "daemon/guard/words.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace holdfast::guard {
namespace {

constexpr std::size_t most = 4096;

bool prints(char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\t';
}

}  // namespace

std::string describe(const io::Ending& ending) {
    switch (ending.kind) {
        case io::Ending::Kind::exited:
            return fmt::format("exit code {}", ending.value);
        case io::Ending::Kind::signalled:
            return fmt::format("killed by signal {} ({})", ending.value, ::strsignal(ending.value));
        case io::Ending::Kind::stuck:
            return "killed, and still there";
    }
    return "";
}

std::string in_seconds(net::Duration duration) {
    return fmt::format("{:.1f} s", net::seconds(duration));
}

std::string printable(std::string_view output) {
    while (!output.empty() && output.back() == '\n') output.remove_suffix(1);
    std::string text;
    for (const char c : output) {
        if (prints(c)) {
            text += c;
        } else {
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
        if (text.size() >= most) break;
    }
    text.resize(std::min(text.size(), most));
    return text;
}

}  // namespace holdfast::guard
