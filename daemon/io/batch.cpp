#include "daemon/io/batch.hpp"

namespace holdfast::io {

std::vector<std::optional<Error>> send_all(int fd, std::span<mmsghdr> messages) {
    std::vector<std::optional<Error>> results;
    std::size_t done = 0;
    while (done < messages.size()) {
        const auto rest = messages.subspan(done);
        const int sent = ::sendmmsg(fd, rest.data(), static_cast<unsigned>(rest.size()), MSG_NOSIGNAL);
        if (sent > 0) {  // stops silently at the one that fails, whose error the next call gives
            done += static_cast<std::size_t>(sent);
            continue;
        }
        if (errno == EINTR) continue;
        results.resize(messages.size());
        results[done] = Error{errno, "send"};
        ++done;
    }
    return results;
}

std::size_t receive_some(int fd, std::span<mmsghdr> messages) {
    // The second attempt is for a stored error, such as ENETDOWN, which hides the packets behind it.
    for (int attempt = 0; attempt < 2; ++attempt) {
        const int count =
            ::recvmmsg(fd, messages.data(), static_cast<unsigned>(messages.size()), MSG_DONTWAIT, nullptr);
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == EAGAIN) return 0;
    }
    return 0;
}

}  // namespace holdfast::io
