#include "daemon/io/error.hpp"

#include <cctype>

#include <system_error>

namespace holdfast::io {
namespace {

bool is_upper(char c) {
    return std::isupper(static_cast<unsigned char>(c)) != 0;
}

}  // namespace

std::string describe(int code) {
    std::string text = std::generic_category().message(code);
    const bool is_acronym = text.size() > 1 && is_upper(text[1]);
    if (!text.empty() && !is_acronym) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    return text;
}

std::string Error::text() const {
    return doing + ": " + describe(code);
}

std::unexpected<Error> failed(std::string doing, int code) {
    return std::unexpected{Error{code, std::move(doing)}};
}

}  // namespace holdfast::io
