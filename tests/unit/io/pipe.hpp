// A pipe whose ends are ours.
#pragma once

#include <array>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "daemon/io/fd.hpp"

namespace holdfast::io {

struct Pipe {
    Fd out;
    Fd in;
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
        out = Fd{ends[0]};
        in = Fd{ends[1]};
    }
    // All that was written, once our end for writing is closed too.
    std::string drain() {
        in.reset();
        std::string text;
        std::array<char, 4096> part{};
        for (auto size = ::read(out.get(), part.data(), part.size()); size > 0;
             size = ::read(out.get(), part.data(), part.size())) {
            text.append(part.data(), static_cast<std::size_t>(size));
        }
        return text;
    }
};

}  // namespace holdfast::io
