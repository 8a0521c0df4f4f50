#include "daemon/config/files.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace holdfast::config {

namespace {

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

// Who opens a pipe would wait for its writer.
std::FILE* open_at_once(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    return fd < 0 ? nullptr : ::fdopen(fd, "r");
}

}  // namespace

std::expected<std::string, std::string> read_file(const std::filesystem::path& path) {
    constexpr std::size_t most = 4 << 20;
    const std::unique_ptr<std::FILE, Close> file{open_at_once(path)};
    if (!file) return std::unexpected{fmt::format("cannot open: {}", std::strerror(errno))};
    struct stat about{};
    const bool is_known = ::fstat(fileno(file.get()), &about) == 0;
    if (is_known && !S_ISREG(about.st_mode)) return std::unexpected{"is no regular file"};
    std::string text;
    std::array<char, 4096> chunk{};
    while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), file.get())) {
        text.append(chunk.data(), count);
        if (text.size() > most) return std::unexpected{"is larger than 4 MiB"};
    }
    if (std::ferror(file.get()) != 0) return std::unexpected{fmt::format("cannot read: {}", std::strerror(errno))};
    return text;
}

std::expected<void, int> try_to_write(const std::filesystem::path& folder) {
    std::string trial = (folder / ".trial.XXXXXX").string();
    const int fd = mkostemp(trial.data(), O_CLOEXEC);
    if (fd < 0) return std::unexpected{errno};
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
