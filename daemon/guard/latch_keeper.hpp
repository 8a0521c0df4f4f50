// Writes the latch by a child, one at a time: a disk that hangs holds up nothing else, and what is asked for meanwhile
// is written together.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "daemon/fence/latch.hpp"
#include "daemon/io/child.hpp"

namespace holdfast::guard {

class LatchKeeper {
public:
    struct Kept {
        std::uint64_t order = 0;  // as it was asked
        bool succeeded = false;
        std::string what;
    };
    void ask(std::uint64_t order) { asked_.push_back(order); }

    // Starts what was asked for, with the latch as it is now.
    std::vector<Kept> advance(const std::filesystem::path& state_dir, const fence::Latch& latch, net::Instant now);
    void poll_on(std::vector<pollfd>& sources) const;
    std::optional<net::Instant> deadline() const;
    bool busy() const { return writer_ || !asked_.empty(); }
    // 0: nobody writes now.
    pid_t writer() const { return writer_ ? writer_->pid() : 0; }

private:
    std::vector<Kept> finish();

    std::vector<std::uint64_t> asked_;
    std::vector<std::uint64_t> being_served_;
    std::optional<io::Child> writer_;
};

}  // namespace holdfast::guard
