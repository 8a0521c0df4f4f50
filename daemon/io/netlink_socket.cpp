#include "daemon/io/netlink_socket.hpp"

#include <algorithm>
#include <utility>

#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <sys/socket.h>

#include "daemon/io/sockaddr.hpp"

namespace holdfast::io {
namespace {

constexpr std::size_t messages_a_call = 256;

constexpr int answer_buffer = 1 << 20;  // libnl's 64 KB hold 78 acknowledgements

struct FreeCallbacks {
    void operator()(nl_cb* callbacks) const { nl_cb_put(callbacks); }
};
using Callbacks = std::unique_ptr<nl_cb, FreeCallbacks>;

struct Conversation {
    const MessageSink& sink;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    Answer answer;
    bool done = false;

    // Not a late answer to an earlier conversation that failed.
    bool concerns(const nlmsghdr& header) const { return header.nlmsg_seq - first <= last - first; }
    void close_at(const nlmsghdr& header) { done = done || header.nlmsg_seq == last; }
};

std::string words(const nlmsghdr& header, const nlmsgerr& error) {
    if ((header.nlmsg_flags & NLM_F_ACK_TLVS) != 0) {
        const int length = static_cast<int>(header.nlmsg_len) - NLMSG_HDRLEN - static_cast<int>(sizeof error);
        const auto* attributes = reinterpret_cast<const nlattr*>(&error + 1);
        const nlattr* text = nla_find(attributes, length, NLMSGERR_ATTR_MSG);
        if (text != nullptr) return nla_get_string(text);
    }
    return describe(-error.error);
}

int on_valid(nl_msg* message, void* argument) {
    auto& talk = *static_cast<Conversation*>(argument);
    if (talk.sink && talk.concerns(*nlmsg_hdr(message))) talk.sink(*message);
    return NL_OK;
}

int on_end(nl_msg* message, void* argument) {
    static_cast<Conversation*>(argument)->close_at(*nlmsg_hdr(message));
    return NL_OK;
}

int on_interrupted(nl_msg*, void* argument) {
    static_cast<Conversation*>(argument)->answer.interrupted = true;
    return NL_OK;
}

int on_refusal(sockaddr_nl*, nlmsgerr* error, void* argument) {
    auto& talk = *static_cast<Conversation*>(argument);
    // libnl points into the message that it received.
    const auto& header = *reinterpret_cast<const nlmsghdr*>(reinterpret_cast<const char*>(error) - NLMSG_HDRLEN);
    if (talk.concerns(header)) {
        talk.answer.refusals.push_back(
            {.index = header.nlmsg_seq - talk.first, .code = -error->error, .text = words(header, *error)});
    }
    talk.close_at(header);
    return NL_SKIP;
}

int accept_any(nl_msg*, void*) {
    return NL_OK;
}

Callbacks callbacks_for(Conversation& talk) {
    Callbacks callbacks{nl_cb_alloc(NL_CB_DEFAULT)};
    nl_cb_set(callbacks.get(), NL_CB_VALID, NL_CB_CUSTOM, on_valid, &talk);
    nl_cb_set(callbacks.get(), NL_CB_FINISH, NL_CB_CUSTOM, on_end, &talk);
    nl_cb_set(callbacks.get(), NL_CB_ACK, NL_CB_CUSTOM, on_end, &talk);
    nl_cb_set(callbacks.get(), NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, &talk);
    nl_cb_set(callbacks.get(), NL_CB_SEQ_CHECK, NL_CB_CUSTOM, accept_any, nullptr);
    nl_cb_err(callbacks.get(), NL_CB_CUSTOM, on_refusal, &talk);
    return callbacks;
}

int send_together(nl_sock& socket, std::span<const Message> messages) {
    std::vector<iovec> parts;
    parts.reserve(messages.size());
    for (const Message& message : messages) {
        nl_complete_msg(&socket, message.get());
        nlmsghdr* header = nlmsg_hdr(message.get());
        if (message == messages.back()) header->nlmsg_flags |= NLM_F_ACK;
        parts.push_back({.iov_base = header, .iov_len = header->nlmsg_len});
    }
    return nl_send_iovec(&socket, messages.front().get(), parts.data(), static_cast<unsigned>(parts.size()));
}

// What became of each is not known, so that each counts as failed.
std::vector<ChangeFailure> all_failed(std::size_t count, const Error& error) {
    std::vector<ChangeFailure> failures;
    for (std::size_t i = 0; i < count; ++i) failures.push_back({i, error.code, error.text()});
    return failures;
}

std::vector<ChangeFailure> apply_together(nl_sock& socket, std::span<const Message> messages) {
    auto answer = converse(socket, messages);
    if (!answer) return all_failed(messages.size(), answer.error());
    std::vector<ChangeFailure> failures;
    for (Refusal& refusal : answer->refusals) {
        failures.push_back({refusal.index, refusal.code, std::move(refusal.text)});
    }
    return failures;
}

// libnl keeps errno as the system call left it.
std::unexpected<Error> netlink_failed(std::string doing) {
    return failed(std::move(doing), errno != 0 ? errno : EPROTO);
}

}  // namespace

void FreeMessage::operator()(nl_msg* message) const {
    nlmsg_free(message);
}
void CloseNetlink::operator()(nl_sock* socket) const {
    nl_socket_free(socket);
}

Result<NetlinkHandle> open_netlink() {
    errno = 0;
    NetlinkHandle socket{nl_socket_alloc()};
    if (!socket || nl_connect(socket.get(), NETLINK_ROUTE) < 0) return netlink_failed("open netlink");
    nl_socket_disable_auto_ack(socket.get());
    const int fd = nl_socket_get_fd(socket.get());
    // The kernel's words for a refusal, without our message repeated; both are a help, not a need.
    set_option(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
    set_option(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
    if (!set_receive_buffer(fd, answer_buffer)) return failed("size netlink's buffer");
    return socket;
}

Result<Answer> converse(nl_sock& socket, std::span<const Message> messages, const MessageSink& sink) {
    errno = 0;
    if (send_together(socket, messages) < 0) return netlink_failed("send to the kernel");
    Conversation talk{.sink = sink,
                      .first = nlmsg_hdr(messages.front().get())->nlmsg_seq,
                      .last = nlmsg_hdr(messages.back().get())->nlmsg_seq,
                      .answer = {}};
    const Callbacks callbacks = callbacks_for(talk);
    while (!talk.done) {
        if (nl_recvmsgs(&socket, callbacks.get()) < 0) return netlink_failed("hear from the kernel");
    }
    return std::move(talk.answer);
}

std::vector<ChangeFailure> apply_each(nl_sock& socket, std::span<const Message> messages) {
    std::vector<ChangeFailure> failures;
    for (std::size_t first = 0; first < messages.size(); first += messages_a_call) {
        const auto count = std::min(messages_a_call, messages.size() - first);
        for (ChangeFailure& failure : apply_together(socket, messages.subspan(first, count))) {
            failure.index += first;
            failures.push_back(std::move(failure));
        }
    }
    return failures;
}

}  // namespace holdfast::io
