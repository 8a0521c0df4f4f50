// A disk that hangs: whoever opens a file in the folder waits until it is released. By fanotify, whose listener decides
// on each open and here does not.
#pragma once

#include <filesystem>

#include <fcntl.h>
#include <sys/fanotify.h>

#include "daemon/io/fd.hpp"

namespace holdfast::test {

class HeldFolder {
public:
    explicit HeldFolder(const std::filesystem::path& folder)
        : listener_{::fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY | O_CLOEXEC)} {
        if (!listener_) std::abort();
        if (::fanotify_mark(listener_.get(), FAN_MARK_ADD, FAN_OPEN_PERM | FAN_EVENT_ON_CHILD, AT_FDCWD,
                            folder.c_str()) != 0) {
            std::abort();
        }
    }
    int fd() const { return listener_.get(); }  // readable when somebody waits
    void release() { listener_.reset(); }  // and everybody may

private:
    io::Fd listener_;
};

}  // namespace holdfast::test
