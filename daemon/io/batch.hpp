// Many datagrams in one system call.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <sys/socket.h>

#include "daemon/io/error.hpp"
#include "daemon/net/bytes.hpp"

namespace holdfast::io {

// Sends each. One that fails does not stop those after it. Empty: all went out; else one entry for each, in order.
std::vector<std::optional<Error>> send_all(int fd, std::span<mmsghdr> messages);

// How many came, without waiting.
std::size_t receive_some(int fd, std::span<mmsghdr> messages);

// Room for 64 datagrams with their senders and control messages. Allocate it by make_unique_for_overwrite, so that
// memory which is never needed is never touched.
template <std::size_t payload_size, std::size_t control_size>
struct ReceiveBatch {
    static constexpr std::size_t count = 64;

    struct Letter {
        sockaddr_storage source;
        alignas(cmsghdr) std::array<std::uint8_t, control_size> control;
        std::array<std::uint8_t, payload_size> payload;
    };
    std::array<mmsghdr, count> headers;
    std::array<iovec, count> parts;
    std::array<Letter, count> letters;

    std::size_t receive(int fd) {
        for (std::size_t i = 0; i < count; ++i) prepare(i);
        return receive_some(fd, headers);
    }
    net::ByteView bytes(std::size_t i) const { return net::ByteView{letters[i].payload}.first(headers[i].msg_len); }

private:
    void prepare(std::size_t i) {
        Letter& letter = letters[i];
        parts[i] = {.iov_base = letter.payload.data(), .iov_len = letter.payload.size()};
        headers[i] = {};
        msghdr& header = headers[i].msg_hdr;
        header.msg_name = &letter.source;
        header.msg_namelen = sizeof letter.source;
        header.msg_iov = &parts[i];
        header.msg_iovlen = 1;
        header.msg_control = letter.control.data();
        header.msg_controllen = letter.control.size();
    }
};

}  // namespace holdfast::io
