#include "daemon/runner/launch.hpp"

#include <array>
#include <string>
#include <utility>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/io/again.hpp"
#include "daemon/runner/start.hpp"
#include "daemon/runner/wire.hpp"

namespace holdfast::runner {

io::Result<Launched> launch(const io::Fd& engine, Duty duty, std::span<const Command> commands) {
    auto channel = io::make_channel();
    if (!channel) return std::unexpected{channel.error()};
    auto& [ours, theirs] = *channel;
    if (auto told = outfit(ours, commands); !told) return std::unexpected{told.error()};  // it finds that there

    const std::array inherited{engine.get(), theirs.get()};
    std::vector<std::string> arguments{process_name};
    for (const int fd : inherited) arguments.push_back(std::to_string(fd));
    arguments.emplace_back(duty == Duty::checks ? checks_word : notifications_word);
    auto process = io::start_again(std::move(arguments), inherited);
    if (!process) return std::unexpected{process.error()};
    return Launched{std::move(*process), std::move(ours)};
}

// In a file without a name: a list may be larger than a message.
io::Result<void> outfit(const io::Fd& outfitter, std::span<const Command> commands) {
    const net::Bytes list = encode(commands);
    io::Fd file{::memfd_create("holdfast-commands", MFD_CLOEXEC)};
    if (!file || ::write(file.get(), list.data(), list.size()) != static_cast<ssize_t>(list.size())) {
        return io::failed("outfit the runner");
    }
    const std::array<std::uint8_t, 1> words{0};
    return io::send_parcel(outfitter, words, std::array{file.get()});
}

std::optional<std::vector<Command>> commands_in(const io::Parcel& parcel) {
    if (parcel.files.size() != 1) return std::nullopt;
    const io::Fd& file = parcel.files.front();
    struct stat about{};
    if (::fstat(file.get(), &about) != 0) return std::nullopt;
    net::Bytes list(static_cast<std::size_t>(about.st_size));
    if (::pread(file.get(), list.data(), list.size(), 0) != about.st_size) return std::nullopt;
    return decode_commands(list);
}

}  // namespace holdfast::runner
