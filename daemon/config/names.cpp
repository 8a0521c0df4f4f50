#include "daemon/config/names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace holdfast::config {

namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
}

// Text that `is_right`, or `complaint`.
template <class Predicate>
Reader<std::string> text_that(Predicate is_right, const char* complaint) {
    return [is_right, complaint](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> written = text()(node, problems);
        if (!written || is_right(*written)) return written;
        problems.error(place_of(node), complaint);
        return std::nullopt;
    };
}

}  // namespace

Reader<std::string> name() {
    const auto is_name = [](const std::string& name) {
        return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, is_name_character);
    };
    return text_that(is_name, "a name has 1 to 64 letters, digits, dots, hyphens and underscores");
}

Reader<std::string> interface_name() {
    const auto is_interface = [](const std::string& name) {
        const auto forbidden = [](char c) { return c == '/' || static_cast<unsigned char>(c) <= ' '; };
        return !name.empty() && name.size() <= 15 && std::ranges::none_of(name, forbidden);
    };
    return text_that(is_interface, "an interface's name has 1 to 15 characters, no blank and no slash");
}

Reader<std::string> user_name() {
    const auto is_user = [](const std::string& name) {
        const auto forbidden = [](char c) { return c == ':' || c == '/' || static_cast<unsigned char>(c) <= ' '; };
        return name.size() <= 32 && std::ranges::none_of(name, forbidden);
    };
    return text_that(is_user, "a user's name has 1 to 32 characters, no blank, colon or slash");
}

Reader<std::string> absolute_path() {
    const auto is_absolute = [](const std::string& path) { return path.empty() || path.starts_with('/'); };
    return text_that(is_absolute, "the path must be absolute");
}

Reader<std::vector<std::string>> command(std::string_view example) {
    return [example](const toml::node& node, Problems& problems) -> std::optional<std::vector<std::string>> {
        auto words = list_of(text())(node, problems);
        if (!words || words->empty() || words->front().starts_with('/')) return words;
        problems.error(place_of(*node.as_array()->get(0)), "the path of the command must be absolute",
                       fmt::format("[\"{}\"]; arguments follow as further strings", example));
        return std::nullopt;
    };
}

}  // namespace holdfast::config
