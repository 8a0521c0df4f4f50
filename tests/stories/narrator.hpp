// Tells what a host does, turn by turn, and leaves out the periodic noise: adverts in their rhythm, refreshes, and all
// but the first announcement of a burst.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/engine/effect.hpp"
#include "tests/stories/transcript.hpp"

namespace holdfast::stories {

constexpr int first_vrid = 51;

class Narrator {
public:
    Narrator(std::string host, net::Duration interval) : host_{std::move(host)}, interval_{interval} {}

    void tell(const engine::Effect& effect, net::Instant now);
    // The lines of the turn that ends.
    void end_turn(net::Instant now, Transcript& transcript);

private:
    void tell_note(const net::Note& note);
    void tell_frame(net::Instant now);

    void tell_advert(const engine::Transmit& advert, net::Instant now);

    std::string host_;
    net::Duration interval_;
    std::vector<std::string> notes_;
    std::set<std::string> added_, removed_;
    bool announced_ = false;       // the first of a burst
    struct Adverts {               // of one virtual router
        std::optional<int> said;   // in this turn
        bool in_rhythm = false;    // one interval after the one before
        std::optional<int> known;  // told last
        std::optional<net::Instant> last;
    };
    std::map<int, Adverts> adverts_;  // by VRID
    std::optional<net::Instant> last_frame_;
};

}  // namespace holdfast::stories
