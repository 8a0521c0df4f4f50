#include "daemon/io/name_holder.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/tcp.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <unistd.h>

#include "daemon/io/netlink_socket.hpp"

namespace holdfast::io {
namespace {

// Not connections, which have the name of whoever listens; and, before they are accepted, no user.
constexpr unsigned bound_or_listening = 1U << TCP_CLOSE | 1U << TCP_LISTEN;

Message ask_for_all() {
    unix_diag_req wanted{};
    wanted.sdiag_family = AF_UNIX;
    wanted.udiag_states = bound_or_listening;
    wanted.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_UID;
    Message message{nlmsg_alloc_simple(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP)};
    if (message && nlmsg_append(message.get(), &wanted, sizeof wanted, NLMSG_ALIGNTO) < 0) message.reset();
    return message;
}

std::string_view name_of(nl_msg* message) {
    const nlattr* name = nlmsg_find_attr(nlmsg_hdr(message), sizeof(unix_diag_msg), UNIX_DIAG_NAME);
    if (name == nullptr) return {};
    return {static_cast<const char*>(nla_data(name)), static_cast<std::size_t>(nla_len(name))};
}

// Linux before 5.3 does not tell: then it counts as ours, which nobody touches.
uid_t user_of(nl_msg* message) {
    const nlattr* user = nlmsg_find_attr(nlmsg_hdr(message), sizeof(unix_diag_msg), UNIX_DIAG_UID);
    return user != nullptr ? nla_get_u32(user) : 0;
}

Result<std::vector<uid_t>> holders(const std::string& abstract) {
    const std::string doing = "ask who holds " + abstract.substr(1);
    const NetlinkHandle socket{nl_socket_alloc()};
    const std::array request{ask_for_all()};
    errno = 0;
    if (!socket || !request[0] || nl_connect(socket.get(), NETLINK_SOCK_DIAG) < 0) {
        return failed(doing, errno != 0 ? errno : ENOMEM);
    }
    std::vector<uid_t> users;
    const auto answer = converse(*socket, request, [&](nl_msg& message) {
        if (name_of(&message) == abstract) users.push_back(user_of(&message));
    });
    if (!answer) return std::unexpected{answer.error()};
    if (!answer->refusals.empty()) return failed(doing, answer->refusals.front().code);
    return users;
}

}  // namespace

bool is_ours(uid_t user, std::optional<uid_t> besides) {
    return user == 0 || user == ::geteuid() || user == besides;
}

Result<Holder> holder_of(std::string_view name, std::optional<uid_t> besides) {
    const auto users = holders('\0' + std::string{name});
    if (!users) return std::unexpected{users.error()};
    if (users->empty()) return Holder::nobody;
    const bool is_one_ours = std::ranges::any_of(*users, [&](uid_t user) { return is_ours(user, besides); });
    return is_one_ours ? Holder::ours : Holder::stranger;
}

}  // namespace holdfast::io
