#include "daemon/runner/catalogue.hpp"

#include <algorithm>
#include <map>

namespace holdfast::runner {
namespace {

constexpr std::size_t most = 16;  // reloads that an engine refused, while it goes on with an older list

}  // namespace

void Catalogue::add(std::vector<Command> commands) {
    List list{.generation = generation_of(commands), .entries = {}};
    std::map<std::string, std::optional<User>> users;
    for (Command& command : commands) {
        if (!users.contains(command.user)) users[command.user] = find_user(command.user);
        list.entries.push_back({std::move(command), {}});
        list.entries.back().user = users[list.entries.back().command.user];
    }
    // One that comes back is the newest, and its users may have changed.
    std::erase_if(lists_, [&](const List& one) { return one.generation == list.generation; });
    if (!in_use_) in_use_ = list.generation;
    lists_.push_back(std::move(list));
    if (lists_.size() <= most) return;
    const auto oldest = lists_.begin();
    lists_.erase(oldest->generation == in_use_ ? std::next(oldest) : oldest);
}

const Entry* Catalogue::find(Generation generation, std::uint32_t index) {
    const auto list = std::ranges::find(lists_, generation, &List::generation);
    if (list == lists_.end()) return nullptr;
    lists_.erase(lists_.begin(), list);
    in_use_ = generation;
    return index < list->entries.size() ? &list->entries[index] : nullptr;
}

}  // namespace holdfast::runner
