#include "daemon/post/mime.hpp"

#include <algorithm>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

namespace holdfast::post {
namespace {

constexpr std::size_t longest_plain_line = 900;  // RFC 5322 §2.1.1: 998
constexpr std::size_t longest_plain_subject = 70;
constexpr std::size_t bytes_of_a_word = 45;  // 60 characters as base64; an encoded word has at most 75
constexpr std::size_t bytes_of_a_line = 54;  // 72 characters

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

// What is not UTF-8 is replaced by U+FFFD.
std::string utf8(std::string_view text) {
    using Json = nlohmann::json;
    return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

bool is_plain(char c) {
    return c >= ' ' && c <= '~';
}

bool continues_a_character(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

std::string encoded_words(std::string_view text) {
    std::string words;
    while (!text.empty()) {
        std::size_t size = std::min(bytes_of_a_word, text.size());
        while (size < text.size() && size > 1 && continues_a_character(text[size])) --size;
        words += (words.empty() ? "" : "\r\n ") + fmt::format("=?utf-8?B?{}?=", base64(text.substr(0, size)));
        text.remove_prefix(size);
    }
    return words;
}

bool is_plain_text(std::string_view text) {
    std::size_t length = 0;
    return std::ranges::all_of(text, [&length](char c) {
        length = c == '\n' ? 0 : length + 1;
        return (is_plain(c) || c == '\n') && length <= longest_plain_line;
    });
}

std::string with_crlf(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\r') continue;
        if (c == '\n') result += '\r';
        result += c;
    }
    return result;
}

std::string in_lines(std::string_view bytes) {
    std::string text;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes_of_a_line, bytes.size()))) {
        text += base64(bytes.substr(0, bytes_of_a_line)) + "\r\n";
    }
    return text;
}

std::string date(notify::UnixTime at) {
    const auto second = std::chrono::floor<std::chrono::seconds>(at);
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(std::chrono::system_clock::to_time_t(second)));
}

}  // namespace

std::string header_text(std::string_view text) {
    const std::string clean = utf8(text);
    const bool is_as_it_is = std::ranges::all_of(clean, is_plain) && clean.size() <= longest_plain_subject &&
                             !clean.contains("=?");  // which would be read as an encoded word
    return is_as_it_is ? clean : encoded_words(clean);
}

std::string to_mime(const Envelope& envelope, const notify::Message& message) {
    std::string receivers;
    for (const std::string& one : envelope.to) receivers += (receivers.empty() ? "" : ",\r\n ") + one;
    const std::string text = utf8(message.text);
    const bool plain = is_plain_text(text);
    return fmt::format(
        "Date: {}\r\nFrom: Holdfast <{}>\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}>\r\n"
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: {}\r\n\r\n{}",
        date(envelope.at), envelope.from, receivers, header_text(message.subject), envelope.id,
        plain ? "7bit" : "base64", plain ? with_crlf(text) : in_lines(with_crlf(text)));
}

}  // namespace holdfast::post
