// What a value may be. A Reader gives the value of a TOML node, or tells what is wrong with it and gives none.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include "daemon/config/problems.hpp"
#include "daemon/config/spelling.hpp"
#include "daemon/net/address.hpp"
#include "daemon/net/time.hpp"

namespace holdfast::config {

template <class T>
using Reader = std::function<std::optional<T>(const toml::node&, Problems&)>;

// "a string", "a whole number", … as a sentence names it.
std::string_view kind_of(const toml::node& node);
// `a string is needed here, not a whole number`
void wrong_kind(const toml::node& node, std::string_view needed, Problems& problems, std::string hint = {});

Reader<bool> boolean();
Reader<std::string> text();
Reader<int> whole_number(int least, int most);
Reader<net::Duration> duration(net::Duration least, net::Duration most);
// Tells when no machine can have the address.
bool is_possible(const net::IpAddress& address, const toml::node& node, Problems& problems);
// An address that one machine can have: not multicast, broadcast, loopback or 0.
Reader<net::IpAddress> host_address();
// The same with the length of its network, or alone for /32 and /128.
Reader<net::Prefix> host_prefix();

// Something else than the word: `or_word("auto", duration(…))` gives an empty optional for "auto".
template <class T>
Reader<std::optional<T>> or_word(std::string_view word, Reader<T> reader) {
    return [word, reader = std::move(reader)](const toml::node& node,
                                              Problems& problems) -> std::optional<std::optional<T>> {
        if (node.value<std::string_view>() == word) return std::optional<T>{};
        std::optional<T> value = reader(node, problems);
        if (!value) return std::nullopt;
        return value;
    };
}

template <class T>
using Choices = std::vector<std::pair<std::string_view, T>>;

void not_a_choice(const toml::node& node, const std::vector<std::string_view>& words,
                  const std::vector<std::string_view>& planned, Problems& problems);

// One of a few words; `planned` are those that are not built yet.
template <class T>
Reader<T> one_of(Choices<T> choices, std::vector<std::string_view> planned = {}) {
    return [choices = std::move(choices), planned = std::move(planned)](const toml::node& node,
                                                                        Problems& problems) -> std::optional<T> {
        std::vector<std::string_view> words;
        for (const auto& [word, value] : choices) {
            if (node.value<std::string_view>() == word) return value;
            words.push_back(word);
        }
        not_a_choice(node, words, planned, problems);
        return std::nullopt;
    };
}

// Every element is read, so that each mistake is told; one mistake makes the list unusable.
template <class T>
Reader<std::vector<T>> list_of(Reader<T> element) {
    return [element = std::move(element)](const toml::node& node, Problems& problems) -> std::optional<std::vector<T>> {
        const toml::array* array = node.as_array();
        if (array == nullptr) {
            wrong_kind(node, "a list", problems, node.is_string() ? "put it in brackets: [ … ]" : "");
            return std::nullopt;
        }
        std::vector<T> values;
        for (const toml::node& item : *array) {
            if (std::optional<T> value = element(item, problems)) values.push_back(std::move(*value));
        }
        if (values.size() != array->size()) return std::nullopt;
        return values;
    };
}

// `convert` makes a T of a U, for quantities with a type of their own.
template <class T, class U>
Reader<T> as(Reader<U> reader, T (*convert)(U)) {
    return [reader = std::move(reader), convert](const toml::node& node, Problems& problems) -> std::optional<T> {
        std::optional<U> value = reader(node, problems);
        if (!value) return std::nullopt;
        return convert(*std::move(value));
    };
}

}  // namespace holdfast::config
