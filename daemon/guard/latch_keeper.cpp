#include "daemon/guard/latch_keeper.hpp"

#include <cstdio>
#include <utility>

#include <unistd.h>

#include "daemon/guard/latch_file.hpp"

namespace holdfast::guard {
namespace {

// In the child.
int write(const std::filesystem::path& state_dir, const fence::Latch& latch) {
    const auto written = write_latch(state_dir, latch);
    if (written) return 0;
    ::dprintf(STDERR_FILENO, "%s", written.error().text().c_str());
    return 1;
}

std::vector<LatchKeeper::Kept> all(const std::vector<std::uint64_t>& orders, bool succeeded, const std::string& what) {
    std::vector<LatchKeeper::Kept> result;
    result.reserve(orders.size());
    for (const std::uint64_t order : orders) result.push_back({order, succeeded, what});
    return result;
}

}  // namespace

std::vector<LatchKeeper::Kept> LatchKeeper::advance(const std::filesystem::path& state_dir, const fence::Latch& latch,
                                                    net::Instant now) {
    if (writer_) writer_->advance(now);
    std::vector<Kept> kept = finish();
    if (writer_ || asked_.empty()) return kept;
    being_served_ = std::exchange(asked_, {});
    auto writer = io::Child::start([&] { return write(state_dir, latch); }, "");
    if (writer) {
        writer_ = std::move(*writer);
        return kept;
    }
    const std::vector<Kept> failed = all(being_served_, false, writer.error().text());
    kept.insert(kept.end(), failed.begin(), failed.end());
    return kept;
}

std::vector<LatchKeeper::Kept> LatchKeeper::finish() {
    if (!writer_ || !writer_->ending()) return {};
    const bool succeeded = *writer_->ending() == io::Ending{io::Ending::Kind::exited, 0};
    std::vector<Kept> kept = all(being_served_, succeeded, writer_->output());
    writer_.reset();
    return kept;
}

void LatchKeeper::poll_on(std::vector<pollfd>& sources) const {
    if (writer_) writer_->poll_on(sources);
}

std::optional<net::Instant> LatchKeeper::deadline() const {
    return writer_ ? writer_->deadline() : std::nullopt;
}

}  // namespace holdfast::guard
