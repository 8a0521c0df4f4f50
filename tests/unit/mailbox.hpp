// A pipe with a name: a script writes, the test waits for it.
#pragma once

#include <chrono>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/io/fd.hpp"
#include "tests/unit/folder.hpp"
#include "tests/unit/readable.hpp"

namespace holdfast::test {

class Mailbox {
public:
    explicit Mailbox(const Folder& folder, const std::string& name = "mailbox") : path_{folder.file(name)} {
        if (::mkfifo(path_.c_str(), 0666) != 0 || ::chmod(path_.c_str(), 0666) != 0) std::abort();
        fd_ = io::Fd{::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
    }
    const std::string& path() const { return path_; }
    int fd() const { return fd_.get(); }
    // "" when nothing comes.
    std::string read(std::chrono::milliseconds patience = std::chrono::seconds{5}) const {
        if (!readable(fd_.get(), patience)) return "";
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
