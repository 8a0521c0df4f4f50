#include "detector/audit.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include "detector/members.hpp"
#include "detector/pace.hpp"

namespace holdfast::detector {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::size_t probed_addresses = 16;  // whoever wrongly owns an instance's addresses owns all of them
constexpr net::Duration all_answers = milliseconds{100};  // to one probe
constexpr net::Duration between_previews = seconds{1};
constexpr net::Duration neighbours_listen = milliseconds{1500};  // again: more than Linux' locktime of 1 s (P159)
constexpr net::Duration between_last_words = seconds{10};        // RFC 5227 §2.4 (c)

// On this interface.
std::vector<net::IpAddress> probed(const WatchedInstance& watched) {
    const auto is_here = [&](const net::IpAddress& address) { return !contains(watched.elsewhere, address); };
    std::vector<net::IpAddress> first;
    std::ranges::copy(watched.addresses | std::views::filter(is_here) | std::views::take(probed_addresses),
                      std::back_inserter(first));
    return first;
}

}  // namespace

Audit::Audit(WatchedInstance watched, net::Duration audit_interval, net::Instant now)
    : watched_{std::move(watched)},
      started_{now},
      prober_{watched_.name, audit_interval},
      silences_{probed(watched_)},
      next_preview_{now},
      next_last_word_{now} {}

void Audit::configure(const WatchedInstance& watched, net::Duration audit_interval, net::Instant now) {
    watched_ = watched;
    prober_.pace(audit_interval, now);
}

net::Duration Audit::down_interval() const {
    return master_down_interval(watched_, role_);
}

std::vector<Audit::Inherited> Audit::role(const OwnRole& role, net::Instant now) {
    const bool changed = role.role != role_.role;
    role_ = role;
    if (!changed) return {};
    std::vector<Inherited> inherited;
    if (is_master()) inherited = inherit();
    restart(now);
    return inherited;
}

void Audit::advert(const Source& source, net::Instant now) {
    const bool same = master_ && master_->id == source.id && advertised(now);
    if (!same) silences_.reset();
    if (!same || master_->answers_pings != source.answers_pings || master_->member != source.member) {
        master_ = source;
    }
    last_advert_ = now;
    sources_.clear();
    plan_preview(now);
}

void Audit::resigned() {
    preview_.reset();
    sources_.clear();
    silences_.reset();
}

void Audit::contradicted(net::Instant now) {
    contradicted_ = now;
    press(true, now);
}

void Audit::postpone(net::Instant first) {
    prober_.stop();
    if (link_up_) prober_.begin(first);
}

void Audit::link(bool up, net::Instant now) {
    if (up == link_up_) return;
    link_up_ = up;
    restart(now);
}

void Audit::network(const std::vector<net::Prefix>& networks, const std::vector<net::IpAddress>& used) {
    if (!watched_.addresses.empty()) canary_.place(watched_.addresses.front(), networks, used);
}

// Another role, another link: other questions.
void Audit::restart(net::Instant now) {
    silences_.reset();
    preview_.reset();
    reassert_.reset();
    contradicted_.reset();
    mac_moved_ = pressing_ = false;
    deferred_.clear();
    canary_.renew();
    // Answers to the preview may still be on their way.
    const bool awaited = is_master() && prober_.previewing() && now - prober_.last_sent() <= all_answers;
    if (!awaited) prober_.stop();
    if (!link_up_) return;
    if (is_master())
        return prober_.begin(now + std::clamp<net::Duration>(interval() / 2, milliseconds{200}, seconds{1}));
    prober_.begin(now + seconds{1} + prober_.spread(seconds{1}));
    plan_preview(now);
}

// The last probe comes so late that a dying owner's guard, at 2.75 intervals, has removed the address, and so early
// that the take-over does not wait for it. Where intervals are short, one probe must do.
void Audit::plan_preview(net::Instant now) {
    preview_.reset();
    if (!will_take_over() || !link_up_) return;
    preview_probes_ = interval() >= seconds{1} ? Prober::probes_in_round : 1;
    preview_ = now + down_interval() - interval() / 8 - (preview_probes_ - 1) * Prober::spacing;
}

std::vector<Audit::Inherited> Audit::inherit() const {
    std::vector<Inherited> inherited;
    if (!prober_.previewing() || prober_.sent() == 0) return inherited;
    if (role_.since - prober_.last_sent() > interval()) return inherited;
    for (const Prober::Answers& a : prober_.answers()) {
        const bool to_the_last = a.to.at(static_cast<std::size_t>(prober_.sent() - 1)) > 0;
        const auto source = std::ranges::find(sources_, a.who, &Source::id);
        if (to_the_last && source != sources_.end()) inherited.push_back({*source, a.address, prober_.tally(a)});
    }
    return inherited;
}

bool Audit::asks(const net::IpAddress& address) const {
    return contains(watched_.addresses, address) || canary_.asks(address);
}

Audit::Reply Audit::answered(const Source& source, const net::IpAddress& address, ProbeForm form, bool shared_mac,
                             net::Instant now) {
    if (canary_.asks(address)) {
        canary_.answered(address, source.mac);
        return {Meaning::noted};
    }
    if (std::ranges::find(silences_.all(), address, &Silences::Silence::address) == silences_.all().end()) return {};
    const auto tally = prober_.answered(address, source.id, form, shared_mac && !canary_.duplicates(), now);
    if (!tally) return {};
    if (form == ProbeForm::from_us) {
        if (tally->answered == 0) proxies_.answered(source, address, now);
        return {Meaning::noted};
    }
    proxies_.is_owner(source.id);
    mac_moved_ |= is_master() && shared_mac;
    if (!trustworthy()) return {Meaning::noted};
    if (!canary_.vetted() && !source.member) {
        if (!prober_.previewing()) defer(source, address, shared_mac, *tally);
        return {Meaning::noted};
    }
    const bool keep = prober_.previewing() && sources_.size() < Prober::answers_limit;
    if (keep && std::ranges::find(sources_, source.id, &Source::id) == sources_.end()) sources_.push_back(source);
    return {Meaning::scored, *tally};
}

// The last tally of each counts: it has the others in it.
void Audit::defer(const Source& source, const net::IpAddress& address, bool shared_mac, Prober::Tally tally) {
    const auto same = [&](const Deferred& d) { return d.address == address && d.source.id == source.id; };
    std::erase_if(deferred_, same);
    if (deferred_.size() < Prober::answers_limit) deferred_.push_back({source, address, shared_mac, tally});
}

std::vector<Audit::Deferred> Audit::take_deferred() {
    if (!trustworthy()) deferred_.clear();
    if (!canary_.vetted()) return {};
    return std::exchange(deferred_, {});
}

void Audit::advance(net::Instant now, std::vector<Action>& actions) {
    if (reassert_ && now >= *reassert_) {
        reassert_.reset();
        actions.emplace_back(Reassert{watched_.name});
    }
    if (preview_ && now >= *preview_) {
        preview_.reset();
        if (now >= next_preview_) {
            next_preview_ = now + between_previews;
            sources_.clear();
            prober_.preview(now, preview_probes_);
        }
    }
    if (hastens() && link_up_ && now >= prober_.next_burst()) {
        pressing_ = false;
        prober_.burst(now);
    }
    while (const auto due = prober_.due(now)) step(*due, now, actions);
    next_meaning_ = next_meaning(now);
}

void Audit::step(Prober::Step step, net::Instant now, std::vector<Action>& actions) {
    switch (step) {
        case Prober::Step::anonymous:
            send(ProbeForm::anonymous, actions);
            if (prober_.previewing()) return;
            if (prober_.sent() == 1) canary_.begin(control());
            for (const net::IpAddress& address : canary_.probe()) {
                actions.emplace_back(SendProbe{watched_.interface, address, ProbeForm::anonymous});
            }
            return;
        case Prober::Step::from_us:
            canary_.end(now);
            // An IPv6 proxy answers whoever asks.
            if (watched_.family == net::Family::ipv4) send(ProbeForm::from_us, actions);
            if (std::exchange(mac_moved_, false)) reassert_ = now + all_answers;
            if (is_master()) return have_last_word(now);
            silences_.round(prober_, answers_reach_us(), canary_.gaps(), now);
            press(silences_.pressing(), now);
            return;
        case Prober::Step::over:
            if (prober_.previewing()) return;
            proxies_.end();
            press(proxies_.pressing(), now);
            return;
    }
}

// Whoever announces and yields may be heard of by nothing else: its adverts were lost, and the neighbours stay with it.
// Where it answers still, two serve, and nobody's word should be the last.
void Audit::have_last_word(net::Instant now) {
    if (!contradicted_) return;
    if (*contradicted_ > prober_.last_sent()) return press(true, now);
    if (prober_.last_answered() || now < next_last_word_) return;
    reassert_ = std::max(now + all_answers, *contradicted_ + neighbours_listen);
    next_last_word_ = now + between_last_words;
    contradicted_.reset();
}

void Audit::press(bool pressing, net::Instant now) {
    pressing_ |= pressing;
    if (!pressing_ || now < prober_.next_burst()) return;
    pressing_ = false;
    prober_.burst(now);
}

void Audit::send(ProbeForm form, std::vector<Action>& actions) const {
    for (const net::IpAddress& address : probed(watched_)) {
        actions.emplace_back(SendProbe{watched_.interface, address, form});
    }
}

// A member may be out of our reach alone, so only its own answers tell. A stranger may have made its address up.
bool Audit::answers_reach_us() const {
    if (canary_.reached()) return true;
    return master_ && (master_->answers_pings || (others_answer_ && !master_->member));
}

// The master's own address, which answers if anything of its host does.
std::optional<net::IpAddress> Audit::control() const {
    if (is_master() || !master_ || master_->addresses.empty()) return std::nullopt;
    const net::IpAddress& address = master_->addresses.front();
    if (address.family() != watched_.family || contains(watched_.addresses, address)) return std::nullopt;
    return address;
}

std::optional<net::Instant> Audit::deadline() const {
    auto next = net::earlier(prober_.deadline(), net::earlier(preview_, reassert_));
    next = net::earlier(next, next_meaning_);
    if (hastens() && link_up_) next = net::earlier(next, prober_.next_burst());
    return next;
}

}  // namespace holdfast::detector
