#include "daemon/config/secret.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "daemon/config/files.hpp"

namespace holdfast::config {

namespace {

constexpr std::string_view file_scheme = "file:";

std::optional<std::string> first_line(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return std::nullopt;  // a pipe or a device could block or never end
    std::ifstream stream{path};
    std::string line;
    if (!std::getline(stream, line)) return std::nullopt;
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

std::optional<std::string> from_file(const std::filesystem::path& path, Place place, Problems& problems) {
    if (!path.is_absolute()) {
        problems.error(place, "the path of a secret must be absolute", "\"file:/etc/holdfast/…\"");
        return std::nullopt;
    }
    const bool given = problems.secrets().are_given();
    std::optional<std::string> line = given ? problems.secrets().find(path) : first_line(path);
    if (line) problems.secrets().note(path, *line);
    if (!line) {
        problems.error(place, fmt::format("cannot read a secret from {}", path.string()));
    } else if (!given && others_may_read(path)) {
        problems.warning(place, fmt::format("others can read {}", path.string()), "chmod 600 " + path.string());
    }
    return line;
}

}  // namespace

Reader<std::string> secret() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        std::optional<std::string> written = text()(node, problems);
        if (!written) {
            problems.hide(place_of(node));
            problems.hide_value(place_of(node));  // of a key with a dot in it, the node is the key
            return std::nullopt;
        }
        if (written->starts_with(file_scheme)) {
            return from_file(written->substr(file_scheme.size()), place_of(node), problems);
        }
        problems.hide(place_of(node));
        if (problems.file_is_public()) {
            problems.warning(place_of(node), "others can read this file, and it holds a secret",
                             "chmod 600, or keep the secret in a file of its own: \"file:/path\"");
        }
        return written;
    };
}

Reader<std::string> key() {
    return [](const toml::node& node, Problems& problems) -> std::optional<std::string> {
        constexpr std::size_t least = 16;
        std::optional<std::string> words = secret()(node, problems);
        if (!words || words->size() >= least) return words;
        problems.error(place_of(node), fmt::format("a key has at least {} bytes, not {}", least, words->size()),
                       "make one: head -c 32 /dev/urandom | base64");
        return std::nullopt;
    };
}

Reader<vrrp::Password> password() {
    return [](const toml::node& node, Problems& problems) -> std::optional<vrrp::Password> {
        const std::optional<std::string> words = secret()(node, problems);
        if (!words) return std::nullopt;
        vrrp::Password password{};
        if (words->empty() || words->size() > password.size()) {
            problems.error(place_of(node), fmt::format("a password has 1 to 8 bytes, not {}", words->size()),
                           words->empty() ? "" : "other routers would silently use the first 8");
            return std::nullopt;
        }
        std::ranges::copy(*words, password.begin());
        return password;
    };
}

}  // namespace holdfast::config
