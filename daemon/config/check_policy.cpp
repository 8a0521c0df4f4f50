#include <algorithm>

#include <fmt/format.h>

#include "daemon/config/checks.hpp"

namespace holdfast::config {

namespace {

using detector::OnIsolation;
using detector::Policy;

// detector.md §2: nobody yields or is fenced by what anybody on the LAN could have sent.
void check_proof(const detector::Settings& s, const Written& written, Problems& problems) {
    if (s.hello || s.trust_lan) return;
    const std::string hint =
        "write a [hello], give every instance an hmac that is enforced (policy = \"alert\" until then), or trust_lan = "
        "true if nobody on this LAN forges packets";
    if (s.policy == Policy::fence) {
        problems.error(written.place("policy"),
                       "policy \"fence\" needs evidence that can be trusted: any host of the LAN can forge an advert",
                       hint);
    } else if (s.policy == Policy::yield && s.on_isolation == OnIsolation::hold) {
        problems.warning(written.place("policy"), "without evidence that can be trusted this node never yields", hint);
    }
}

// By keys of their own, adverts can be trusted too.
bool all_signed(const std::vector<Draft>& drafts) {
    return !drafts.empty() && std::ranges::all_of(drafts, [](const Draft& draft) {
        return draft.settings.hmac && draft.settings.hmac->mode == vrrp::HmacMode::enforce;
    });
}

void check_isolation(const detector::Settings& s, const Written& written, Problems& problems) {
    const bool beyond = (s.on_isolation == OnIsolation::fence && s.policy != Policy::fence) ||
                        (s.on_isolation == OnIsolation::yield && s.policy == Policy::alert);
    if (!beyond) return;
    problems.warning(written.place("on_isolation"),
                     fmt::format("policy {} does no such thing", in_quotes(detector::label(s.policy))),
                     "set detector.policy too");
}

void check_fence(const Config& config, const Written& written, Problems& problems) {
    const auto& rungs = config.fence.escalate;
    const auto watchdog = std::ranges::find(rungs, fence::Escalation::watchdog);
    if (watchdog != rungs.end() && config.fence.watchdog.empty()) {
        problems.error(written.place("escalate", static_cast<std::size_t>(watchdog - rungs.begin())),
                       "there is no watchdog to stop feeding", "watchdog = \"/dev/watchdog\"");
    }
    if (written.whole().line != 0 && config.detector.policy != Policy::fence) {
        problems.warning(written.whole(),
                         fmt::format("detector.policy is {}: a fence is only ever ordered by hand",
                                     in_quotes(detector::label(config.detector.policy))),
                         "policy = \"fence\" in [detector], or leave the section out");
    }
}

}  // namespace

void check_policy(const Config& config, const Sections& sections, const std::vector<Draft>& drafts,
                  Problems& problems) {
    if (!all_signed(drafts)) check_proof(config.detector, sections.detector, problems);
    check_isolation(config.detector, sections.detector, problems);
    check_fence(config, sections.fence, problems);
    if (config.detector.enabled || config.detector.policy == Policy::alert) return;
    problems.warning(sections.detector.place("policy"), "the detector is off, so that nothing is ever decided",
                     "enabled = true");
}

}  // namespace holdfast::config
