// What is kept of a run: always its digest and the first breach of an invariant; on demand the story.
#pragma once

#include <optional>
#include <string>

#include "tests/sim/digest.hpp"
#include "tests/stories/transcript.hpp"

namespace holdfast::sim {

struct Breach {
    std::string invariant;  // the name of its function
    std::string what;
    net::Instant at;
};

class Record {
public:
    explicit Record(bool tells) : tells_{tells} {}

    bool tells() const { return tells_; }
    void say(net::Instant now, const std::string& who, const std::string& what) {
        if (tells_) transcript_.say(now, who, what);
    }
    void breach(net::Instant now, const std::string& invariant, const std::string& what) {
        if (breach_) return;
        breach_ = Breach{invariant, what, now};
        say(now, "", "! " + invariant + ": " + what);
    }

    Digest& digest() { return digest_; }
    const Digest& digest() const { return digest_; }
    const std::optional<Breach>& first_breach() const { return breach_; }
    stories::Transcript& transcript() { return transcript_; }

private:
    bool tells_;
    Digest digest_;
    std::optional<Breach> breach_;
    stories::Transcript transcript_;
};

}  // namespace holdfast::sim
