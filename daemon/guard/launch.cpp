#include "daemon/guard/launch.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "daemon/guard/fence_wire.hpp"
#include "daemon/guard/start.hpp"
#include "daemon/io/again.hpp"
#include "daemon/io/channel.hpp"
#include "daemon/io/parcel.hpp"

namespace holdfast::guard {

io::Result<Launched> launch(const io::Fd& engine, const io::Fd& page, const Equipment& equipment) {
    auto channel = io::make_channel();
    if (!channel) return std::unexpected{channel.error()};
    auto& [ours, theirs] = *channel;
    if (auto told = outfit(ours, equipment); !told) return std::unexpected{told.error()};  // it finds that there

    const std::array inherited{engine.get(), page.get(), theirs.get()};
    std::vector<std::string> arguments{process_name};
    for (const int fd : inherited) arguments.push_back(std::to_string(fd));
    auto process = io::start_again(std::move(arguments), inherited);
    if (!process) return std::unexpected{process.error()};
    return Launched{std::move(*process), std::move(ours)};
}

io::Result<void> outfit(const io::Fd& outfitter, const Equipment& equipment) {
    if (!io::send_message(outfitter, encode(equipment))) return io::failed("outfit the guard");
    return {};
}

}  // namespace holdfast::guard
