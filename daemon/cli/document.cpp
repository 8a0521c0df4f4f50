#include "daemon/cli/document.hpp"

#include <fmt/format.h>

namespace holdfast::cli {

namespace {

const Json nothing;

// Some of it was sent by strangers on the LAN.
std::string printable(std::string_view raw, std::string_view allowed = {}) {
    std::string safe;
    for (const char c : raw) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 || byte == 0x7f) && !allowed.contains(c)) {
            safe += fmt::format("\\x{:02x}", byte);
        } else {
            safe += c;
        }
    }
    return safe;
}

}  // namespace

const Json& member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nothing;
    const auto found = object.find(std::string{key});
    return found == object.end() ? nothing : *found;
}

std::string text(const Json& value, std::string_view fallback) {
    if (value.is_string()) {
        const auto& string = value.get_ref<const std::string&>();
        return string.empty() ? std::string{fallback} : printable(string);
    }
    if (value.is_number_integer()) return value.dump();
    if (value.is_number()) return fmt::format("{:g}", value.get<double>());
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    return std::string{fallback};
}

std::string text(const Json& object, std::string_view key, std::string_view fallback) {
    return text(member(object, key), fallback);
}

std::string paragraph(const Json& value, std::string_view fallback) {
    const bool says_nothing = !value.is_string() || value.get_ref<const std::string&>().empty();
    return says_nothing ? std::string{fallback} : printable(value.get_ref<const std::string&>(), "\n");
}

double number(const Json& value) {
    return value.is_number() ? value.get<double>() : 0;
}

bool is_true(const Json& value) {
    return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> instance_names(const Json& status) {
    std::vector<std::string> names;
    for (const Json& instance : member(status, "instances")) names.push_back(text(instance, "name", ""));
    return names;
}

const Json& find_instance(const Json& status, std::string_view name) {
    for (const Json& instance : member(status, "instances")) {
        if (text(instance, "name", "") == name) return instance;
    }
    return nothing;
}

}  // namespace holdfast::cli
