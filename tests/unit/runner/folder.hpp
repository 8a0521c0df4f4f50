// A folder of the test's own with scripts in it, and what they leave there.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/io/fd.hpp"

namespace holdfast::test {

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr || ::chmod(name.c_str(), 0755) != 0) std::abort();
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::string file(const std::string& name) const { return (path_ / name).string(); }
    std::string write(const std::string& name, const std::string& content, mode_t mode = 0644) const {
        std::ofstream{file(name)} << content;
        ::chmod(file(name).c_str(), mode);
        return file(name);
    }
    // Of the shell.
    std::string script(const std::string& body, const std::string& name = "script.sh") const {
        return write(name, "#!/bin/sh\n" + body + "\n", 0755);
    }

private:
    std::filesystem::path path_;
};

inline std::string content_of(const std::string& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline bool readable(int fd, std::chrono::milliseconds patience = std::chrono::seconds{5}) {
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
}

// A pipe with a name: a script writes, the test waits for it.
class Mailbox {
public:
    explicit Mailbox(const Folder& folder, const std::string& name = "mailbox") : path_{folder.file(name)} {
        if (::mkfifo(path_.c_str(), 0666) != 0 || ::chmod(path_.c_str(), 0666) != 0) std::abort();
        fd_ = io::Fd{::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
    }
    const std::string& path() const { return path_; }
    int fd() const { return fd_.get(); }
    // "" when nothing comes.
    std::string read() const {
        if (!readable(fd_.get())) return "";
        std::string text(4096, '\0');
        const auto size = ::read(fd_.get(), text.data(), text.size());
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text;
    }

private:
    std::string path_;
    io::Fd fd_;
};

}  // namespace holdfast::test
