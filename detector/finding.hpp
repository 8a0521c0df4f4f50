// What evidence of a second owner amounts to.
#pragma once

#include <string>

#include "daemon/net/time.hpp"
#include "detector/verdict.hpp"

namespace holdfast::detector {

struct Finding {
    Verdict verdict = Verdict::suspected;
    std::string reason;  // one sentence
    std::string detail;
    Trust trust = Trust::anonymous;
    net::Instant since;  // the first evidence …
    net::Instant last;   // … and the last
    std::string who;     // the rival's name
    bool heard = true;   // its adverts are

    bool proven() const { return verdict != Verdict::suspected; }
};

}  // namespace holdfast::detector
