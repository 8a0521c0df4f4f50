#include "daemon/io/state_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/io/fd.hpp"

namespace holdfast::io {
namespace {

constexpr std::size_t largest = 1 << 20;

Fd open_folder(const std::filesystem::path& folder) {
    return Fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

bool write_all(const Fd& file, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(file.get(), content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// What is wrong with it as a file of ours, as an errno: 0 is nothing.
int objection(const struct stat& file) {
    if (!S_ISREG(file.st_mode)) return EINVAL;
    if (file.st_uid != 0 && file.st_uid != ::geteuid()) return EPERM;
    if ((file.st_mode & (S_IWGRP | S_IWOTH)) != 0) return EPERM;
    return file.st_size > static_cast<off_t>(largest) ? EFBIG : 0;
}

Result<std::string> read_all(const Fd& file, const std::string& doing) {
    std::string content(largest + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const auto got = ::read(file.get(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(doing);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    content.resize(size);
    return content;
}

}  // namespace

Result<void> write_state_file(const std::filesystem::path& folder, const std::string& name, std::string_view content) {
    const std::string doing = "write " + (folder / name).string();
    const std::string beside = "." + name + ".new";
    const Fd parent = open_folder(folder);
    if (!parent) return failed(doing);
    ::unlinkat(parent.get(), beside.c_str(), 0);  // a crash may have left one
    const Fd file{::openat(parent.get(), beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                           S_IRUSR | S_IWUSR)};
    if (!file) return failed(doing);
    if (!write_all(file, content) || ::fsync(file.get()) != 0 ||
        ::renameat(parent.get(), beside.c_str(), parent.get(), name.c_str()) != 0) {
        const int error = errno;
        ::unlinkat(parent.get(), beside.c_str(), 0);
        return failed(doing, error);
    }
    if (::fsync(parent.get()) != 0) return failed(doing);
    return {};
}

Result<std::optional<std::string>> read_state_file(const std::filesystem::path& folder, const std::string& name) {
    const std::string doing = "read " + (folder / name).string();
    const Fd parent = open_folder(folder);
    // Without waiting, should it be a FIFO.
    const Fd file{
        parent ? ::openat(parent.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1};
    if (!file && errno == ENOENT) return std::nullopt;
    struct stat about{};
    if (!file || ::fstat(file.get(), &about) != 0) return failed(doing);
    if (const int wrong = objection(about); wrong != 0) return failed(doing, wrong);
    auto content = read_all(file, doing);
    if (!content) return std::unexpected{content.error()};
    if (content->size() > largest) return failed(doing, EFBIG);
    return std::move(*content);
}

}  // namespace holdfast::io
