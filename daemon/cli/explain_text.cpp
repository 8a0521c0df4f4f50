#include "daemon/cli/explain_text.hpp"

#include <fmt/format.h>

#include "daemon/cli/instance_words.hpp"
#include "daemon/cli/status_text.hpp"
#include "daemon/cli/table.hpp"

namespace holdfast::cli {

namespace {

std::string explain_headline(const Json& instance, const Paint& paint) {
    return fmt::format("{}  VRRP version {} on {}, vrid {}, {}\n\n", paint(Tone::strong, text(instance, "name", "?")),
                       text(instance, "version", "?"), text(instance, "interface", "?"), text(instance, "vrid", "?"),
                       text(instance, "family", "?"));
}

std::string state_sentence(const Json& instance, std::string_view node, Moment now, const Paint& paint) {
    const Cell state = state_cell(instance);
    return fmt::format("{} is {} for {}: {}\n", node, paint(state.tone, state.text),
                       age(text(instance, "since", ""), now), text(instance, "reason", "no reason given"));
}

std::string priority_words(const Json& instance) {
    const Json& priority = member(instance, "priority");
    std::string why;
    for (const Json& reason : member(priority, "why")) why += (why.empty() ? ": " : ", ") + text(reason);
    return text(priority, "effective", "?") + why;
}

std::string master_words(const Json& instance) {
    if (text(instance, "state", "") == "master") return "this node";
    const Json& master = member(instance, "master");
    if (!master.is_object()) return "none is known";
    return fmt::format("{} with priority {}", text(master, "address", text(master, "node", "?")),
                       text(master, "priority", "?"));
}

std::string timer_words(const Json& instance) {
    const double lease = number(member(instance, "lease_seconds"));
    return fmt::format("an advert every {:g} s; silence of {:.4g} s means that the master is gone; {}",
                       number(member(instance, "advert_interval_seconds")),
                       number(member(instance, "master_down_interval_seconds")),
                       lease > 0 ? fmt::format("addresses are leased for {:g} s", lease) : "addresses have no lease");
}

std::string address_words(const Json& instance) {
    std::string words;
    for (const Json& address : member(instance, "addresses")) {
        const bool foreign = is_true(member(address, "foreign"));
        const bool present = is_true(member(address, "present"));
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", text(address, "address", "?"),
                             foreign   ? "not ours"
                             : present ? "here"
                                       : "not here");
        const std::string interface = text(address, "interface", "");
        if (!interface.empty() && interface != text(instance, "interface", "")) words += " on " + interface;
        const Json& advertised = member(address, "advertised");
        if (advertised.is_boolean() && !is_true(advertised)) words += " (excluded)";
    }
    if (words.empty()) return "none";
    const Json& accept = member(instance, "accept");
    return accept.is_boolean() && !is_true(accept) ? words + "; nothing is accepted" : words;
}

std::string routing_words(const Json& instance) {
    std::string words;
    for (const Json& one : member(instance, "routing")) {
        const std::string refusal = text(one, "refusal", "");
        words += fmt::format("{}{} {} {}", words.empty() ? "" : ", ", text(one, "kind", "?"), text(one, "entry", "?"),
                             is_true(member(one, "foreign"))   ? "not ours"
                             : is_true(member(one, "present")) ? "here"
                             : refusal.empty()                 ? "not here"
                                                               : "refused: " + refusal);
    }
    return words;
}

std::string hmac_words(const Json& instance) {
    const Json& hmac = member(instance, "hmac");
    if (!hmac.is_object()) return "";
    std::string accepted;
    for (const Json& key : member(hmac, "accepted")) accepted += (accepted.empty() ? "" : ", ") + text(key);
    const std::string mode = text(hmac, "mode", "?");
    const std::string sent = mode == "receive-only" ? "adverts are not signed yet"
                                                    : "adverts are signed with key " + text(hmac, "sent", "?");
    return fmt::format("{}; accepted: {}; {} (a draft: draft-cassen-vrrp-auth-hmac-00)", sent, accepted,
                       mode == "enforce" ? "all others are dropped" : "others count too");
}

// Addresses that should not be here.
std::string stray_words(const Json& instance) {
    std::string words;
    for (const Json& address : member(instance, "stray")) words += (words.empty() ? "" : ", ") + text(address);
    return words.empty() ? words : words + " although this node is not master";
}

std::string peer_words(const Json& instance, Moment now) {
    std::string words;
    for (const Json& peer : member(instance, "peers")) {
        const Json& heard = member(peer, "last_advert");
        words += (words.empty() ? "" : "; ") + text(peer, "address", "?");
        if (!is_true(member(peer, "member"))) words += " (not configured)";
        words += heard.is_string() ? fmt::format(" with priority {}, last advert {} ago", text(peer, "priority", "?"),
                                                 age(text(heard), now))
                                   : ", never heard as master";
    }
    return words.empty() ? "none" : words;
}

std::string trust_words(std::string_view trust) {
    if (trust == "T1") return "T1, authenticated";
    if (trust == "T2") return "T2, a fact of this host";
    if (trust == "T3") return "T3, a known peer";
    if (trust == "T4") return "T4, anybody could have sent it";
    return std::string{trust};
}

std::string who_words(const Json& evidence) {
    const std::string mac = text(evidence, "mac", "");
    const std::string who = text(evidence, "who", "unknown");
    return mac.empty() ? who : fmt::format("{} ({})", who, mac);
}

std::string when_words(const Json& evidence) {
    const std::string first = time_of_day(text(evidence, "first", "?"));
    const std::string last = time_of_day(text(evidence, "last", "?"));
    return first == last ? first : first + " to " + last;
}

// What was seen, by whom, where, how often and when; the kind and the trust frame it.
std::string evidence_text(const Json& verdict, const Paint& paint) {
    Table table{{}};
    for (const Json& evidence : member(verdict, "evidence")) {
        table.add({{text(evidence, "kind", "?"), Tone::strong},
                   {who_words(evidence)},
                   {text(evidence, "where", "-")},
                   {text(evidence, "what", "-")},
                   {text(evidence, "count", "?") + "x"},
                   {when_words(evidence)},
                   {trust_words(text(evidence, "trust", "-")), Tone::faint}});
    }
    return table.render(paint, 2);
}

// The last time that two served at once.
std::string incident_words(const Json& incident) {
    if (!incident.is_object()) return "";
    const bool certain = is_true(member(incident, "certain"));
    return fmt::format("  last incident: {} {} a second owner for {}{} s, until {}\n", text(incident, "other", "?"),
                       certain ? "was" : "may have been", certain ? "" : "up to ", text(incident, "seconds", "?"),
                       time_of_day(text(incident, "until", "?")));
}

std::string verdict_text(const Json& verdict, Moment now, const Paint& paint) {
    if (!verdict.is_object()) return "no verdict: the detector does not watch this instance\n";
    const std::string severity = text(verdict, "severity", "-");
    std::string words =
        fmt::format("verdict {} ({}) for {}: {}\n", paint(tone_of_severity(severity), verdict_name(verdict)), severity,
                    age(text(verdict, "since", ""), now), text(verdict, "reason", "no reason given"));
    if (is_drill(verdict)) words += "  this is a drill: nobody acts upon it\n";
    const std::string ruling = text(verdict, "ruling", "");
    if (!ruling.empty()) words += "  ruling: " + ruling + "\n";
    std::string also;
    for (const Json& other : member(verdict, "also")) also += (also.empty() ? "  also: " : ", ") + text(other);
    if (!also.empty()) words += also + "\n";
    words += incident_words(member(verdict, "incident"));
    const std::string evidence = evidence_text(verdict, paint);
    return words + (evidence.empty() ? "  no evidence of trouble\n" : evidence);
}

}  // namespace

std::string explain_text(const Json& instance, std::string_view node, Moment now, const Paint& paint) {
    Table facts{{}};
    facts.add({{"priority", Tone::faint}, {priority_words(instance)}});
    for (const Json& fault : member(instance, "faults")) facts.add({{"fault", Tone::faint}, {text(fault), Tone::bad}});
    facts.add({{"master", Tone::faint}, {master_words(instance)}});
    facts.add({{"timers", Tone::faint}, {timer_words(instance)}});
    facts.add({{"addresses", Tone::faint}, {address_words(instance)}});
    facts.add({{"peers", Tone::faint}, {peer_words(instance, now)}});
    for (const auto& [title, words] : {std::pair{"hmac", hmac_words(instance)},
                                       {"routing", routing_words(instance)},
                                       {"link", text(instance, "virtual_link", "")},
                                       {"group", text(instance, "group", "")},
                                       {"stray", stray_words(instance)},
                                       {"decision", decision_words(instance)}}) {
        if (!words.empty()) facts.add({{title, Tone::faint}, {words, Tone::strong}});
    }
    return explain_headline(instance, paint) + state_sentence(instance, node, now, paint) + facts.render(paint, 2) +
           "\n" + verdict_text(member(instance, "verdict"), now, paint);
}

}  // namespace holdfast::cli
