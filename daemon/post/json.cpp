#include "daemon/post/json.hpp"

#include <algorithm>

#include <fmt/chrono.h>

namespace holdfast::post {
namespace {

Json state_or_null(const std::optional<engine::Standing>& standing) {
    return standing ? Json(std::string{label(*standing)}) : Json(nullptr);
}

const char* kind_of(engine::Subject subject) {
    return subject == engine::Subject::group ? "group" : "instance";
}

Json begin(const char* type, notify::UnixTime at, const notify::Settings& settings) {
    return {{"type", type}, {"at", rfc3339(at)}, {"node", settings.node}};
}

Json addresses_of(const notify::Key& key, const notify::Settings& settings) {
    const auto party = std::ranges::find(settings.parties, key, &notify::Party::key);
    return party == settings.parties.end() ? Json::array() : Json(party->addresses);
}

Json transition(const notify::Happening& happening, const engine::Proclaim& proclaim, const notify::Settings& settings,
                const notify::Picture& picture) {
    const notify::Key key{proclaim.subject, proclaim.name};
    Json line = begin("transition", happening.at, settings);
    line.update({{"kind", kind_of(proclaim.subject)},
                 {"name", proclaim.name},
                 {"state", label(proclaim.standing)},
                 {"previous", state_or_null(proclaim.before)},
                 {"priority", proclaim.priority},
                 {"reason", proclaim.reason}});
    if (proclaim.subject == engine::Subject::group) return line;
    line["verdict"] = picture.of(key).verdict;
    line["addresses"] = addresses_of(key, settings);
    return line;
}

Json verdict(const notify::Happening& happening, const notify::VerdictChange& change, const net::Note& note,
             const notify::Settings& settings, const notify::Picture& picture) {
    const notify::Key key{engine::Subject::instance, change.instance};
    const auto& state = picture.of(key).state;
    Json line = begin("verdict", happening.at, settings);
    line.update({{"kind", "instance"},
                 {"name", change.instance},
                 {"verdict", change.to},
                 {"previous", change.from},
                 {"severity", label(change.severity)},
                 {"reason", change.reason},
                 {"detail", change.detail},
                 {"evidence", std::string{notify::field(note, "evidence")}},
                 {"state", state_or_null(state ? std::optional{state->standing} : std::nullopt)},
                 {"addresses", addresses_of(key, settings)}});
    return line;
}

Json event(const notify::Happening& happening, const net::Note& note, const notify::Settings& settings) {
    Json fields = Json::object();
    for (const auto& [name, value] : note.fields) fields[name] = value;
    Json line = begin("event", happening.at, settings);
    line.update(
        {{"event", note.event}, {"level", label(note.level)}, {"name", note.instance}, {"fields", std::move(fields)}});
    return line;
}

}  // namespace

std::string rfc3339(notify::UnixTime at) {
    using namespace std::chrono;
    const auto second = floor<seconds>(at);
    return fmt::format("{:%FT%T}.{:03}Z", fmt::gmtime(system_clock::to_time_t(second)), (at - second).count());
}

Json to_json(const notify::Happening& happening, const notify::Settings& settings, const notify::Picture& picture) {
    if (const auto* proclaim = std::get_if<engine::Proclaim>(&happening.what)) {
        return transition(happening, *proclaim, settings, picture);
    }
    const auto& note = std::get<net::Note>(happening.what);
    if (const auto change = notify::verdict_change(note)) return verdict(happening, *change, note, settings, picture);
    return event(happening, note, settings);
}

Json snapshot_of(const notify::Party& party, const notify::Settings& settings, const notify::Picture& picture) {
    const notify::Situation& standing = picture.of(party.key);
    if (!standing.state) return nullptr;
    Json line = begin("snapshot", standing.since, settings);
    line.update({{"kind", kind_of(party.key.subject)},
                 {"name", party.key.name},
                 {"state", label(standing.state->standing)},
                 {"priority", standing.state->priority},
                 {"reason", standing.state->reason}});
    if (party.key.subject == engine::Subject::group) return line;
    line.update(
        {{"verdict", standing.verdict}, {"severity", label(standing.severity)}, {"addresses", party.addresses}});
    return line;
}

std::string line_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace holdfast::post
