// A failure of the system as a value: what was being done, and the errno that came of it.
#pragma once

#include <cerrno>
#include <expected>
#include <string>

namespace holdfast::io {

struct Error {
    int code = 0;       // an errno
    std::string doing;  // "bind eth0"
    // "bind eth0: no such device"
    std::string text() const;
    bool operator==(const Error&) const = default;
};

template <class T>
using Result = std::expected<T, Error>;

// For `return failed("bind eth0");` directly after the call that failed.
std::unexpected<Error> failed(std::string doing, int code = errno);

// The system's words for an errno, as the end of a sentence: "no such device".
std::string describe(int code);

}  // namespace holdfast::io
