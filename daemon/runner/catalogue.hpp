// The lists of commands that were handed over and may still be ordered from, with whom each runs as.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "daemon/runner/command.hpp"
#include "daemon/runner/user.hpp"

namespace holdfast::runner {

struct Entry {
    Command command;
    std::optional<User> user;  // none: there is no such user
};

class Catalogue {
public:
    void add(std::vector<Command> commands);
    // None: no such list, or not so many in it. An engine that orders from one has no more use for older ones.
    const Entry* find(Generation generation, std::uint32_t index);

private:
    struct List {
        Generation generation = 0;
        std::vector<Entry> entries;
    };
    std::list<List> lists_;  // the last one that was handed over is the last
    std::optional<Generation> in_use_;
};

}  // namespace holdfast::runner
