// The mail as a person at night wants it: what, which node, since when, why, what to do.
#pragma once

#include <string>

#include "daemon/notify/digest.hpp"
#include "daemon/notify/picture.hpp"

namespace holdfast::notify {

struct Message {
    std::string subject;
    std::string text;  // lines end with \n
    bool operator==(const Message&) const = default;
};

// One that has happened, in a line without the time: "web is master, before backup: heard nothing for 3.609 s".
std::string sentence(const Happening& happening);
// The one of several that matters most; of equals, the latest.
const Happening& weightiest(const std::vector<Happening>& happenings);
Message compose(const Settings& settings, const Write& mail, const Picture& picture);

}  // namespace holdfast::notify
