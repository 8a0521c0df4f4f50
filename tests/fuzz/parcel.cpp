// Parcels as no sender of ours makes them: any size, any number of files, in several parts. What arrives is what was
// sent or an error, and no file stays open beside it.
#include "daemon/io/parcel.hpp"

#include <cerrno>
#include <cstring>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

constexpr std::size_t most_parts = 3;
constexpr std::size_t most_in_a_part = 7;

// A file that stayed open has taken the place of the next one.
int next_file() {
    const io::Fd probe{::dup(STDIN_FILENO)};
    return probe.get();
}

class Post {
public:
    void enclose(std::size_t count) {
        auto* part = reinterpret_cast<cmsghdr*>(bytes_.data() + size_);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(count * sizeof(int));
        const std::array<int, most_in_a_part> files{};  // standard input, several times
        std::memcpy(CMSG_DATA(part), files.data(), count * sizeof(int));
        size_ += CMSG_SPACE(count * sizeof(int));
    }
    bool send(const io::Fd& channel, net::Bytes& words) {
        iovec data{.iov_base = words.data(), .iov_len = words.size()};
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = size_ > 0 ? bytes_.data() : nullptr;
        message.msg_controllen = size_;
        return ::sendmsg(channel.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0;
    }

private:
    alignas(cmsghdr) std::array<std::uint8_t, most_parts * CMSG_SPACE(most_in_a_part * sizeof(int))> bytes_{};
    std::size_t size_ = 0;
};

void check(const io::Result<io::Parcel>& parcel, const net::Bytes& words, std::size_t files) {
    if (!parcel) {
        const bool odd = words.empty() || words.size() > io::longest_parcel || files > io::most_files;
        ensure(odd && (parcel.error().code == EPIPE || parcel.error().code == EMSGSIZE), "what is fine arrives");
        return;
    }
    ensure(parcel->bytes == words && parcel->files.size() == files, "what arrives is what was sent");
    for (const io::Fd& file : parcel->files) ensure(static_cast<bool>(file), "a file is one");
}

void read(Input in) {
    static const auto channel = io::make_channel().value();
    Post post;
    std::size_t files = 0;
    for (std::size_t parts = in.below(most_parts + 1); parts > 0; --parts) {
        const std::size_t count = in.below(most_in_a_part) + 1;
        post.enclose(count);
        files += count;
    }
    const bool large = in.flag();
    net::Bytes words = in.rest();
    if (large) words.resize(words.size() * 64 + 1);  // up to twice what is taken
    if (!post.send(channel.first, words)) return;

    const int before = next_file();
    check(io::receive_parcel(channel.second), words, files);
    ensure(next_file() == before, "no file stays open");
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
