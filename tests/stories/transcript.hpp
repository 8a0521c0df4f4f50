// What happened, one line each: "12.828 b  backup -> master (heard nothing for 3.609 s)".
#pragma once

#include <cstdio>
#include <string>

#include "daemon/net/time.hpp"

namespace holdfast::stories {

class Transcript {
public:
    void say(net::Instant now, const std::string& who, const std::string& what) {
        char head[64];
        std::snprintf(head, sizeof head, "%.3f %-2s ", net::seconds(now.time_since_epoch()), who.c_str());
        text_ += head + what + "\n";
    }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace holdfast::stories
