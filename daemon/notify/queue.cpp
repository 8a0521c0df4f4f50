#include "daemon/notify/queue.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::notify {

std::vector<Queue::Action> Queue::handle(const Event& event) {
    Actions actions;
    std::visit([&](const auto& what) { on(what, actions); }, event);
    return actions;
}

// What was ordered of parties that are no longer is waited for, and then forgotten.
void Queue::on(const Configured& event, Actions& actions) {
    if (event.settings == settings_) return;
    for (auto& [key, line] : lines_) order_all(line, actions);
    const bool is_first = !std::exchange(is_configured_, true);
    const Settings before = std::exchange(settings_, event.settings);
    picture_.keep(settings_.parties);
    const auto is_gone = [this](const auto& entry) {
        const bool known = std::ranges::find(settings_.parties, entry.first, &Party::key) != settings_.parties.end();
        return !known && entry.second.ordered.empty();
    };
    std::erase_if(lines_, is_gone);
    for (const Party& party : settings_.parties) lines_[party.key].status.key = party.key;
    if (!is_first) catch_up(before.parties, actions);
}

void Queue::catch_up(const std::vector<Party>& before, Actions& actions) {
    for (const Party& party : settings_.parties) {
        const Situation& standing = picture_.of(party.key);
        const bool is_new = std::ranges::find(before, party.key, &Party::key) == before.end();
        if (is_new && standing.state) enqueue(party, {standing.since, *standing.state}, actions);
    }
}

void Queue::on(const Happening& event, Actions& actions) {
    picture_.take(event);
    const auto* proclaim = std::get_if<engine::Proclaim>(&event.what);
    const Key key = proclaim != nullptr ? Key{proclaim->subject, proclaim->name}
                                        : Key{engine::Subject::instance, std::get<net::Note>(event.what).instance};
    const auto party = std::ranges::find(settings_.parties, key, &Party::key);
    if (party != settings_.parties.end()) enqueue(*party, event, actions);
}

void Queue::enqueue(const Party& party, const Happening& happening, Actions& actions) {
    Line& line = lines_[party.key];
    for (Call& call : calls(party, happening, picture_.of(party.key))) line.waiting.push_back(std::move(call));
    if (flushing_) return order_all(line, actions);
    if (line.ordered.empty()) order(line, actions);
    while (line.waiting.size() > most_waiting) drop_oldest(line, actions);
}

void Queue::drop_oldest(Line& line, Actions& actions) {
    const Slot slot = line.waiting.front().slot;
    line.waiting.pop_front();
    ++line.status.runs[std::to_underlying(Result::dropped)];
    actions.emplace_back(Failed{line.status.key, slot, Result::dropped, "too many scripts wait for one that hangs"});
}

void Queue::order(Line& line, Actions& actions) {
    if (line.waiting.empty()) return;
    Call call = std::move(line.waiting.front());
    line.waiting.pop_front();
    line.ordered[++last_] = call.slot;
    actions.emplace_back(StartRun{last_, line.status.key, std::move(call)});
}

void Queue::order_all(Line& line, Actions& actions) {
    while (!line.waiting.empty()) order(line, actions);
}

void Queue::on(const RunEnded& event, Actions& actions) {
    const auto found =
        std::ranges::find_if(lines_, [&](const auto& entry) { return entry.second.ordered.contains(event.run); });
    if (found == lines_.end()) return;
    Line& line = found->second;
    const Slot slot = line.ordered.extract(event.run).mapped();
    ++line.status.runs[std::to_underlying(event.result)];
    line.status.last = std::string{label(slot)} + ": " + event.why;
    if (event.result == Result::ok) {
        line.status.failing_since.reset();
    } else if (!line.status.failing_since) {
        line.status.failing_since = event.at;
    }
    if (event.result != Result::ok) actions.emplace_back(Failed{found->first, slot, event.result, event.why});
    if (line.ordered.empty()) order(line, actions);
}

void Queue::on(Flushed, Actions& actions) {
    flushing_ = true;
    for (auto& [key, line] : lines_) order_all(line, actions);
}

bool Queue::idle() const {
    return std::ranges::all_of(
        lines_, [](const auto& entry) { return entry.second.ordered.empty() && entry.second.waiting.empty(); });
}

std::vector<PartyStatus> Queue::status() const {
    std::vector<PartyStatus> all;
    for (const Party& party : settings_.parties) {
        if (std::ranges::all_of(party.scripts.commands, &Command::empty)) continue;
        const Line& line = lines_.at(party.key);
        all.push_back(line.status);
        all.back().waiting = line.waiting.size() + line.ordered.size();
    }
    return all;
}

}  // namespace holdfast::notify
