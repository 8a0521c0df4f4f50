// One exchange with the kernel: messages out in a single system call, all answers in. libnl builds and parses.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "daemon/io/error.hpp"
#include "daemon/io/netlink.hpp"

struct nl_msg;

namespace holdfast::io {

struct FreeMessage {
    void operator()(nl_msg* message) const;
};
using Message = std::unique_ptr<nl_msg, FreeMessage>;
using MessageSink = std::function<void(nl_msg&)>;

struct Refusal {
    std::size_t index = 0;  // of the message
    int code = 0;
    std::string text;  // the kernel's own words, else the errno's
};

struct Answer {
    std::vector<Refusal> refusals;
    bool interrupted = false;  // what was dumped changed meanwhile
};

Result<NetlinkHandle> open_netlink();

// Each message stands for itself; those that failed are told. Many go in one system call.
std::vector<ChangeFailure> apply_each(nl_sock& socket, std::span<const Message> messages);

// `sink` sees what the kernel says besides acknowledging. Only the last message is acknowledged; every refusal is told.
Result<Answer> converse(nl_sock& socket, std::span<const Message> messages, const MessageSink& sink = {});

}  // namespace holdfast::io
