// A mail as it goes over the wire (RFC 5322, RFC 2045, RFC 2047).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/notify/happening.hpp"
#include "daemon/notify/message.hpp"

namespace holdfast::post {

struct Envelope {
    std::string from;
    std::vector<std::string> to;
    notify::UnixTime at;
    std::string id;  // of no other mail
};

// Lines end with \r\n. Whatever the message contains, it adds no header and ends none.
std::string to_mime(const Envelope& envelope, const notify::Message& message);
// As the value of a header: as it is, or in encoded words.
std::string header_text(std::string_view text);

}  // namespace holdfast::post
