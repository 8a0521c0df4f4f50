// Reads tests/golden: lines of a name and bytes in hexadecimal.
#pragma once

#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/net/bytes.hpp"

namespace holdfast::vrrp {

inline net::Bytes from_hex(const std::string& hex) {
    if (hex.size() % 2 != 0) throw std::runtime_error{"half a byte in " + hex};
    net::Bytes bytes(hex.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char* digits = hex.data() + 2 * i;
        if (std::from_chars(digits, digits + 2, bytes[i], 16).ptr != digits + 2) {
            throw std::runtime_error{"not hexadecimal: " + hex};
        }
    }
    return bytes;
}

struct Golden {
    std::string name;
    net::Bytes bytes;
};

inline std::vector<Golden> golden_file(const std::string& file) {
    std::ifstream in{std::string{HOLDFAST_SOURCE_DIR} + "/tests/golden/" + file};
    if (!in) throw std::runtime_error{"cannot read tests/golden/" + file};
    std::vector<Golden> all;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words{line};
        std::string name, hex;
        if (line.starts_with('#') || !(words >> name >> hex)) continue;
        all.push_back({name, from_hex(hex)});
    }
    return all;
}

inline net::Bytes golden(const std::string& file, const std::string& name) {
    for (const Golden& one : golden_file(file)) {
        if (one.name == name) return one.bytes;
    }
    throw std::runtime_error{"no " + name + " in tests/golden/" + file};
}

}  // namespace holdfast::vrrp
