// Each sequence number counts once. Late ones count while they are less than 64 behind the newest.
#pragma once

#include <cstdint>

namespace holdfast::hello {

class ReplayWindow {
public:
    // False: it was taken before, or is too old to tell.
    bool take(std::uint64_t sequence) {
        if (sequence > newest_) {
            const std::uint64_t ahead = sequence - newest_;
            seen_ = (ahead < width ? seen_ << ahead : 0) | 1U;
            newest_ = sequence;
            return true;
        }
        const std::uint64_t behind = newest_ - sequence;
        if (behind >= width || (seen_ >> behind & 1U) != 0) return false;
        seen_ |= std::uint64_t{1} << behind;
        return true;
    }
    std::uint64_t newest() const { return newest_; }

private:
    static constexpr std::uint64_t width = 64;
    std::uint64_t newest_ = 0;
    std::uint64_t seen_ = 1;  // bit n: n behind the newest; numbers begin at 1
};

}  // namespace holdfast::hello
