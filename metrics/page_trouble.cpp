// One thing that is wrong: what, since when, why, and what to do.
#include <fmt/format.h>

#include "metrics/html.hpp"
#include "metrics/page_parts.hpp"
#include "metrics/page_words.hpp"

namespace holdfast::metrics {
namespace {

std::string_view trust_words(detector::Trust trust) {
    switch (trust) {
        case detector::Trust::authenticated:
            return "authenticated";
        case detector::Trust::local_fact:
            return "a fact of this host";
        case detector::Trust::known_peer:
            return "from a known node";
        case detector::Trust::anonymous:
            return "anybody could have sent it";
    }
    return "";
}

std::string times(std::uint64_t count) {
    return count == 1 ? "once" : fmt::format("{} times", count);
}

std::string evidence_item(const Snapshot& snapshot, const detector::Evidence& evidence) {
    const auto last = span_words(snapshot.now - evidence.last);
    const auto mac = evidence.mac.empty() ? std::string{} : fmt::format(" ({})", evidence.mac);
    const auto where = evidence.where.empty() ? std::string{} : fmt::format(" on {}", evidence.where);
    return fmt::format("<li>{} <span class=\"soft\">{}, last {}{}; {}</span></li>\n",
                       escaped(fmt::format("{}{}{}: {}", evidence.who, mac, where, evidence.what)),
                       times(evidence.count), last, last == "now" ? "" : " ago", trust_words(evidence.trust));
}

std::string evidence_list(const Snapshot& snapshot, const Trouble& trouble, const std::string& subject) {
    if (trouble.evidence.empty()) return {};
    std::string items;
    for (const auto& one : trouble.evidence) items += evidence_item(snapshot, one);
    return fmt::format(
        "<details open data-key=\"{}\"><summary>Evidence "
        "({})</summary>\n<ul>\n{}</ul></details>\n",
        escaped(subject + " " + trouble.code), trouble.evidence.size(), items);
}

std::string steps_list(const std::vector<Step>& steps) {
    if (steps.empty()) return {};
    std::string items;
    for (const Step& step : steps) {
        const auto command =
            step.command.empty() ? std::string{} : fmt::format("<code>{}</code>", escaped(step.command));
        items += fmt::format("<li>{}{}</li>\n", escaped(step.text), command);
    }
    return fmt::format("<h4>What to do</h4>\n<ol>\n{}</ol>\n", items);
}

std::string paragraph(std::string_view before, const std::string& text) {
    return text.empty() ? std::string{} : fmt::format("<p>{}{}</p>\n", before, escaped(text));
}

}  // namespace

std::string page_trouble(const Snapshot& snapshot, const Trouble& trouble, const std::string& subject) {
    const auto since = trouble.since ? " " + since_html(snapshot, *trouble.since) : std::string{};
    return fmt::format(
        "<section class=\"trouble {tone}\">\n<h3><span "
        "aria-hidden=\"true\">{sign}</span> {title}</h3>\n"
        "<p "
        "class=\"soft\"><i>{code}</i>{since}</"
        "p>\n{meaning}{reason}{ruling}{steps}{evidence}</section>\n",
        fmt::arg("tone", label(trouble.tone)), fmt::arg("sign", sign(trouble.tone)),
        fmt::arg("title", escaped(trouble.title)), fmt::arg("meaning", paragraph("", trouble.meaning)),
        fmt::arg("reason", paragraph("<b>Why:</b> ", trouble.reason)), fmt::arg("code", escaped(trouble.code)),
        fmt::arg("since", since), fmt::arg("ruling", paragraph("<b>This node</b> ", trouble.ruling)),
        fmt::arg("steps", steps_list(trouble.steps)), fmt::arg("evidence", evidence_list(snapshot, trouble, subject)));
}

}  // namespace holdfast::metrics
