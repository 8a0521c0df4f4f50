#include "tests/stories/narrator.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::stories {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration within_burst = 30ms;
const std::string alone = "web";  // the name of an instance that is the only one

std::string field(const net::Note& note, const std::string& name) {
    const auto found = std::ranges::find(note.fields, name, &std::pair<std::string, std::string>::first);
    return found == note.fields.end() ? "?" : found->second;
}

std::string name_of(const engine::HeldAddress& held) {
    return to_string(held.prefix.address);
}

}  // namespace

void Narrator::tell(const engine::Effect& effect, net::Instant now) {
    if (const auto* note = std::get_if<net::Note>(&effect)) tell_note(*note);
    if (const auto* add = std::get_if<engine::AddAddress>(&effect)) added_.insert("add " + name_of(add->address));
    if (const auto* remove = std::get_if<engine::RemoveAddress>(&effect)) {
        removed_.insert("remove " + name_of(remove->address));
    }
    if (const auto* advert = std::get_if<engine::Transmit>(&effect)) tell_advert(*advert, now);
    if (std::holds_alternative<engine::SendFrame>(effect)) tell_frame(now);
}

void Narrator::tell_note(const net::Note& note) {
    if (note.event == "transition") {
        const std::string who = note.instance == alone ? "" : note.instance + ": ";
        notes_.push_back(who + field(note, "from") + " -> " + field(note, "to") + " (" + field(note, "why") + ")");
        for (auto& [vrid, adverts] : adverts_) adverts.known.reset();
        return;
    }
    std::string text = note.level == net::Level::warning ? "warning: " + note.event : note.event;
    for (const auto& [name, value] : note.fields) text += " " + name + "=" + value;
    notes_.push_back(std::move(text));
}

void Narrator::tell_advert(const engine::Transmit& advert, net::Instant now) {
    Adverts& adverts = adverts_[advert.message.at(1)];
    adverts.said = advert.message.at(2);
    adverts.in_rhythm = adverts.last && now - *adverts.last >= interval_;
    adverts.last = now;
}

void Narrator::tell_frame(net::Instant now) {
    if (now == last_frame_) return;
    const bool in_a_burst = last_frame_ && now - *last_frame_ < within_burst;
    announced_ = announced_ || !in_a_burst;
    last_frame_ = now;
}

void Narrator::end_turn(net::Instant now, Transcript& transcript) {
    for (const std::string& note : std::exchange(notes_, {})) transcript.say(now, host_, note);

    std::vector<std::string> deeds;
    std::ranges::copy(std::exchange(removed_, {}), std::back_inserter(deeds));
    std::ranges::copy(std::exchange(added_, {}), std::back_inserter(deeds));
    if (std::exchange(announced_, false)) deeds.emplace_back("announce");
    const bool did_more = !deeds.empty();
    for (auto& [vrid, adverts] : adverts_) {
        const std::optional<int> said = std::exchange(adverts.said, std::nullopt);
        if (!said || (said == adverts.known && (!did_more || adverts.in_rhythm))) continue;
        deeds.push_back("advertise " + std::to_string(*said) + (vrid == first_vrid ? "" : " too"));
        adverts.known = said;
    }
    if (deeds.empty()) return;

    std::string line = deeds.front();
    for (std::size_t i = 1; i < deeds.size(); ++i) line += ", " + deeds[i];
    transcript.say(now, host_, line);
}

}  // namespace holdfast::stories
