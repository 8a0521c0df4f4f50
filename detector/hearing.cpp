#include "detector/hearing.hpp"

#include <algorithm>

namespace holdfast::detector {

namespace {

std::string named(const net::IpAddress& address, const std::string& node) {
    return to_string(address) + (node.empty() ? "" : " (" + node + ")");
}

struct Opinions {  // on one master
    std::vector<std::string> hear, do_not;
};

bool hears(const std::vector<hello::Heard>& heard, const net::IpAddress& master, net::Duration within) {
    return std::ranges::any_of(heard,
                               [&](const hello::Heard& one) { return one.source == master && one.ago <= within; });
}

// It would hear a master by now if it could.
bool has_listened(const Testimony& told, net::Duration long_enough) {
    switch (told.instance.state) {
        case hello::State::absent:
            return false;
        case hello::State::backup:
        case hello::State::fenced:
            return told.instance.since >= long_enough;
        case hello::State::master:  // it became that because it heard nobody
            return true;
    }
    return false;
}

bool is_settled_master(const Testimony& told, net::Duration long_enough) {
    return told.instance.state == hello::State::master && told.instance.since >= long_enough &&
           !told.instance.primary.is_unspecified();
}

Opinions opinions_on(const net::IpAddress& master, const std::vector<Testimony>& told, net::Duration within) {
    Opinions opinions;
    for (const Testimony& witness : told) {
        if (witness.instance.primary == master || !has_listened(witness, within)) continue;
        (hears(witness.instance.heard, master, within) ? opinions.hear : opinions.do_not).push_back(name_of(witness));
    }
    return opinions;
}

std::string join(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::optional<std::string> disagreement(const std::string& whose, const Opinions& opinions) {
    if (opinions.hear.empty() || opinions.do_not.empty()) return std::nullopt;
    return join(opinions.hear) + " can hear the adverts of " + whose + ", " + join(opinions.do_not) + " cannot";
}

}  // namespace

std::string name_of(const Testimony& told) {
    const net::IpAddress& address = told.instance.primary.is_unspecified() ? told.address : told.instance.primary;
    return named(address, told.node);
}

std::string name_of(const NeighbourReport& neighbour) {
    return named(neighbour.address, neighbour.node);
}

Hearing who_hears_whom(const OwnRole& role, const std::vector<hello::Heard>& heard, const std::vector<Testimony>& told,
                       net::Instant now) {
    const net::Duration within = role.master_down_interval;
    Hearing result;
    if (now - role.since < within) return result;
    if (role.role == Role::master && !role.primary.is_unspecified()) {
        const Opinions on_us = opinions_on(role.primary, told, within);
        result.disagreement = disagreement("this node", on_us);
        if (on_us.hear.empty()) result.deaf_to_us = on_us.do_not;
    }
    for (const Testimony& master : told) {
        if (result.disagreement || !is_settled_master(master, within)) continue;
        Opinions opinions = opinions_on(master.instance.primary, told, within);
        (hears(heard, master.instance.primary, within) ? opinions.hear : opinions.do_not).emplace_back("this node");
        result.disagreement = disagreement(name_of(master), opinions);
    }
    return result;
}

}  // namespace holdfast::detector
