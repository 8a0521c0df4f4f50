#include "metrics/page.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "metrics/html.hpp"
#include "metrics/page_parts.hpp"
#include "metrics/page_script.hpp"
#include "metrics/page_style.hpp"
#include "metrics/page_words.hpp"

namespace holdfast::metrics {
namespace {

constexpr std::size_t few = 6;         // instances that are shown whole although nothing is wrong with them
constexpr std::size_t most_full = 12;  // that are shown whole because something is

// Who is in trouble comes first; else as in the configuration.
Looks looks_at(const Snapshot& snapshot, const std::string& only) {
    Looks looks;
    for (const auto& instance : snapshot.status->instances) {
        if (only.empty() || instance.settings.name == only)
            looks.push_back({&instance, troubles_of(snapshot, instance)});
    }
    if (looks.size() == 1) looks.front().alone = true;
    std::ranges::stable_sort(looks, std::ranges::greater{}, [](const Look& look) { return worst(look.troubles); });
    return looks;
}

std::string instances(const Snapshot& snapshot, const Looks& looks, const Stretch& stretch) {
    const auto calm = std::ranges::find_if(looks, [](const Look& look) { return look.troubles.empty(); });
    const auto troubled = static_cast<std::size_t>(calm - looks.begin());
    const auto whole = looks.size() <= few ? looks.size() : std::min(troubled, most_full);
    std::string html;
    for (std::size_t i = 0; i < whole; ++i) html += page_card(snapshot, looks[i], stretch);
    return html + page_rows(snapshot, {looks.begin() + static_cast<std::ptrdiff_t>(whole), looks.end()});
}

constexpr std::string_view links =
    R"html(<p class="soft links">Time lines: thick is master, thin is backup, striped is a fault; below, half high: warnings, full: alarms.
<a href="/metrics">metrics</a> <a href="/healthz?verbose">health</a> <a href="/readyz?verbose">readiness</a>
<a href="/api/v1/status">status</a> <a href="/api/v1/events?since=1h">events</a></p>
)html";

std::string node_section(const Snapshot& snapshot, const Headline& headline, const Looks& looks,
                         const Troubles& of_node, const std::string& only) {
    std::string troubles;
    for (const Trouble& trouble : of_node) troubles += page_trouble(snapshot, trouble, "");
    const auto back = only.empty() ? std::string{} : std::string{"<p><a href=\"/\">all virtual routers</a></p>\n"};
    return fmt::format(
        R"html(<section class="node" id="node" aria-label="{node}">
<header class="head {tone}">
<p class="who"><b>{node}</b> <span class="soft">Holdfast {version}, up {up}; {now}</span></p>
<p class="live" role="status"></p>
<h1><span aria-hidden="true">{sign}</span> {title}</h1>
<p>{more}</p>
</header>
{back}{troubles}{instances}{facts}{events}{links}</section>
)html",
        fmt::arg("node", escaped(snapshot.status->node)), fmt::arg("version", escaped(snapshot.daemon->version)),
        fmt::arg("up", span_words(std::chrono::duration_cast<net::Duration>(snapshot.wall - snapshot.daemon->started))),
        fmt::arg("now", clock_html(snapshot, snapshot.wall)), fmt::arg("tone", label(headline.tone)),
        fmt::arg("sign", sign(headline.tone)), fmt::arg("title", escaped(headline.title)),
        fmt::arg("more", escaped(headline.more)), fmt::arg("back", back), fmt::arg("troubles", troubles),
        fmt::arg("instances", instances(snapshot, looks, stretch_of(snapshot))),
        fmt::arg("facts", only.empty() ? page_facts(snapshot) : ""), fmt::arg("events", page_events(snapshot, only)),
        fmt::arg("links", links));
}

// A mark of the state in the browser's tab.
std::string_view icon(Tone tone) {
    static constexpr std::array<std::string_view, 5> colours{"%23788595", "%2312805c", "%2312805c", "%23b76e00",
                                                             "%23c4320a"};
    return colours[std::to_underlying(tone)];
}

std::string hash_source(std::string_view text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    std::array<unsigned char, 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1> base64{};
    EVP_EncodeBlock(base64.data(), digest.data(), SHA256_DIGEST_LENGTH);
    return fmt::format("'sha256-{}'", reinterpret_cast<const char*>(base64.data()));
}

}  // namespace

std::string page(const Snapshot& snapshot, const Options& options, const std::string& only) {
    const Looks looks = looks_at(snapshot, only);
    const Troubles of_node = node_troubles(snapshot);
    const Headline headline = headline_of(snapshot, looks, of_node);
    return fmt::format(
        R"html(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<title>{sign} {title} · {node}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='4' fill='{colour}'/%3E%3C/svg%3E">
<style>{style}</style>
</head>
<body>
<p id="said" class="unseen" role="status"></p>
<svg class="unseen" aria-hidden="true"><pattern id="stripes" width="9" height="9" patternUnits="userSpaceOnUse"><rect class="stripe" width="6" height="9"/></pattern></svg>
<main{pair}>
{node_section}{peers}</main>
<script>{script}</script>
</body>
</html>
)html",
        fmt::arg("sign", sign(headline.tone)), fmt::arg("title", escaped(headline.title)),
        fmt::arg("node", escaped(snapshot.status->node)), fmt::arg("colour", icon(headline.tone)),
        fmt::arg("style", page_style), fmt::arg("pair", options.peer_pages.empty() ? "" : " class=\"pair\""),
        fmt::arg("node_section", node_section(snapshot, headline, looks, of_node, only)),
        fmt::arg("peers", page_peers(options)), fmt::arg("script", page_script));
}

std::string page_policy(const Options& options) {
    static const auto own = fmt::format(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; connect-src 'self'",
        hash_source(page_style), hash_source(page_script));
    std::string policy = own;
    for (const auto& origin : options.peer_pages) policy += " " + origin;
    return policy;
}

}  // namespace holdfast::metrics
