// One instance, with everything that is known of it.
#include <fmt/format.h>

#include "metrics/html.hpp"
#include "metrics/operator.hpp"
#include "metrics/page_parts.hpp"
#include "metrics/page_words.hpp"
#include "metrics/report_of.hpp"

namespace holdfast::metrics {
namespace {

using engine::InstanceStatus;

// `html` is no text any more.
std::string fact(std::string_view name, const std::string& html) {
    return html.empty() ? std::string{} : fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html);
}

std::string address_item(const engine::AddressStatus& address) {
    const std::string_view where = address.foreign   ? "here, from before: not touched"
                                   : address.present ? "on this host"
                                                     : "not on this host";
    return fmt::format("<li class=\"{}\"><span aria-hidden=\"true\">{}</span> {} <span class=\"soft\">{}</span></li>",
                       address.present ? "here" : "away", address.present ? "●" : "○", to_string(address.prefix),
                       where);
}

// As the kernel has them.
std::string addresses(const InstanceStatus& instance) {
    std::string items;
    for (const auto& address : instance.addresses) items += address_item(address);
    for (const auto& address : instance.stray) {
        items += fmt::format(
            "<li class=\"stray\"><span aria-hidden=\"true\">▲</span> {} <span class=\"soft\">on this "
            "host, although it is not master</span></li>",
            to_string(address));
    }
    return "<ul class=\"addresses\">" + items + "</ul>";
}

std::string priority(const InstanceStatus& instance) {
    std::string why;
    for (const auto& reason : instance.priority_why) why += (why.empty() ? "" : ", ") + reason;
    return fmt::format("{} <span class=\"soft\">{}</span>", instance.effective_priority.value(), escaped(why));
}

std::string peer_item(const Snapshot& snapshot, const engine::PeerStatus& peer) {
    const std::string_view member = peer.member ? "" : ", not among the configured peers";
    if (!peer.last_advert) {
        return fmt::format("<li>{} <span class=\"soft\">never heard as master{}</span></li>", to_string(peer.address),
                           member);
    }
    const auto age = span_words(snapshot.now - *peer.last_advert);
    return fmt::format("<li>{} <span class=\"soft\">priority {}, last advert {}{}{}</span></li>",
                       to_string(peer.address), peer.priority.value(), age, age == "now" ? "" : " ago", member);
}

std::string peers(const Snapshot& snapshot, const InstanceStatus& instance) {
    std::string items;
    for (const auto& peer : instance.peers) items += peer_item(snapshot, peer);
    return items.empty() ? "<span class=\"soft\">none is known</span>" : "<ul>" + items + "</ul>";
}

// What the detector says while nothing is wrong.
std::string verdict(const Snapshot& snapshot, const InstanceStatus& instance) {
    if (!snapshot.report->enabled)
        return "<span class=\"soft\">is switched off: a second owner would go unnoticed</span>";
    const auto* report = report_of(snapshot, instance.settings.name);
    if (report == nullptr) return "<span class=\"soft\">has no word on it yet</span>";
    if (severity(report->verdict) >= detector::Severity::warning) return {};
    const bool well = report->verdict == detector::Verdict::healthy;
    return fmt::format("{} <span class=\"soft\">{}, {}</span>",
                       pill(well ? Tone::good : Tone::calm, title_of(report->verdict)), escaped(report->reason),
                       since_html(snapshot, report->since));
}

std::string network(const InstanceStatus& instance) {
    const auto& settings = instance.settings;
    return fmt::format(
        "{} <span class=\"soft\">virtual router {}, {}, VRRP version {}; an advert every {:g} s, after {:.4g} s of "
        "silence the next takes over{}</span>",
        escaped(settings.interface), std::to_underlying(settings.vrid), label(settings.family),
        std::to_underlying(settings.version), net::seconds(instance.advert_interval),
        net::seconds(instance.master_down_interval),
        instance.virtual_link.empty() ? "" : "; virtual MAC on " + escaped(instance.virtual_link));
}

std::string last_incident(const Snapshot& snapshot, const InstanceStatus& instance) {
    const auto* report = report_of(snapshot, instance.settings.name);
    if (report == nullptr || !report->incident) return {};
    const auto& incident = *report->incident;
    return escaped(fmt::format("{} {} a second owner for {}{:.1f} s, ", incident.other,
                               incident.certain ? "was" : "may have been", incident.certain ? "" : "up to ",
                               net::seconds(incident.duration()))) +
           "until " + clock_html(snapshot, snapshot.to_wall(incident.until));
}

std::string facts(const Snapshot& snapshot, const InstanceStatus& instance) {
    const auto pin = pin_of(snapshot, instance.settings.name);
    return "<dl>\n" + fact("Addresses", addresses(instance)) + fact("Priority", priority(instance)) +
           fact("Other nodes", peers(snapshot, instance)) + fact("Detector", verdict(snapshot, instance)) +
           fact("Last incident", last_incident(snapshot, instance)) +
           fact("Operator", pin == detector::Pin::hold ? "<b>holds it here</b>" : "") +
           fact("Group", escaped(instance.group)) + fact("Network", network(instance)) + "</dl>\n";
}

}  // namespace

std::string page_card(const Snapshot& snapshot, const Look& look, const Stretch& stretch) {
    const InstanceStatus& instance = *look.instance;
    const auto& name = instance.settings.name;
    std::string troubles;
    for (const Trouble& trouble : look.troubles) troubles += page_trouble(snapshot, trouble, name);
    const auto owner = look.alone
                           ? std::string{}
                           : fmt::format("<p class=\"owner\">{}</p>\n", escaped(owner_sentence(snapshot, instance)));
    const bool told = tone_of(instance.state) == Tone::bad;  // by the trouble
    const auto reason = told ? std::string{} : ": " + escaped(instance.reason);
    const Tone tone = look.troubles.empty() ? tone_of(instance.state) : worst(look.troubles);
    return fmt::format(
        "<article class=\"card {}\" aria-label=\"{}\">\n<header><h2>{}</h2> {}</header>\n{}"
        "<p class=\"soft\">{} {}{}</p>\n{}{}{}</article>\n",
        label(tone), escaped(name), escaped(name), pill(tone_of(instance.state), title_of(instance.state)), owner,
        title_of(instance.state), since_html(snapshot, instance.since), reason, troubles,
        page_line(snapshot, instance, stretch), facts(snapshot, instance));
}

}  // namespace holdfast::metrics
