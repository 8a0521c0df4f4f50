#include "daemon/config/files.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace holdfast::config {

namespace {

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

std::expected<std::string, std::string> read_file(const std::filesystem::path& path) {
    constexpr std::size_t most = 4 << 20;
    const std::unique_ptr<std::FILE, Close> file{std::fopen(path.c_str(), "re")};
    if (!file) return std::unexpected{fmt::format("cannot open: {}", std::strerror(errno))};
    std::string text;
    std::array<char, 4096> chunk{};
    while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), file.get())) {
        text.append(chunk.data(), count);
        if (text.size() > most) return std::unexpected{"is larger than 4 MiB"};
    }
    if (std::ferror(file.get()) != 0) return std::unexpected{fmt::format("cannot read: {}", std::strerror(errno))};
    return text;
}

std::expected<void, std::string> try_to_write(const std::filesystem::path& folder) {
    std::string trial = (folder / ".trial.XXXXXX").string();
    const int fd = mkostemp(trial.data(), O_CLOEXEC);
    if (fd < 0) return std::unexpected{std::strerror(errno)};
    close(fd);
    unlink(trial.c_str());
    return {};
}

bool others_may_read(const std::filesystem::path& path) {
    std::error_code error;
    const auto permissions = std::filesystem::status(path, error).permissions();
    return !error && (permissions & std::filesystem::perms::others_read) != std::filesystem::perms::none;
}

}  // namespace holdfast::config
