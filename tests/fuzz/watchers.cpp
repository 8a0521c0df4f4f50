#include "tests/fuzz/watchers.hpp"

#include <algorithm>

#include "detector/hello/codec.hpp"

namespace holdfast::fuzz {
namespace {

using namespace std::chrono_literals;
using namespace detector;

constexpr std::size_t most_actions = 256;   // of one event, with three instances
constexpr std::size_t most_evidence = 256;  // of one instance
constexpr int most_probes = 600;            // of one second, with three instances
constexpr int most_rounds = 16;

hello::Digest sign(net::ByteView) {
    return {};
}

}  // namespace

Watchers::Watchers(const Settings& settings) : settings_{settings}, judge_{settings, now_}, twin_{settings, now_} {}

void Watchers::tell(const Judge::Event& event) {
    note(event);
    const std::vector<Action> actions = judge_.handle(event, now_);
    ensure(twin_.handle(event, now_) == actions, "the same events give the same actions");
    ensure(twin_.deadline() == judge_.deadline(), "and the same deadline");
    look(actions);
}

void Watchers::note(const Judge::Event& event) {
    if (const auto* changed = std::get_if<Reconfigured>(&event)) settings_ = changed->settings;
    if (const auto* told = std::get_if<OwnRoles>(&event)) {
        roles_ = told->roles;
        holds_strays_ =
            holds_strays_ || std::ranges::any_of(roles_, [](const OwnRole& own) { return !own.stray.empty(); });
    }
    hello_heard_ = hello_heard_ || std::holds_alternative<HelloHeard>(event);
    const auto* frame = std::get_if<FrameSeen>(&event);
    others_spoke_ = others_spoke_ || hello_heard_ || (frame != nullptr && !frame->outgoing);
}

void Watchers::sleep_until_due() {
    const auto due = judge_.deadline();
    if (!due) return;
    now_ = std::max(now_, *due);
    for (int round = 0; round < most_rounds; ++round) {
        tell(DeadlineReached{});
        const auto next = judge_.deadline();
        if (!next || *next > now_) return;
    }
    ensure(false, "a deadline does not stay in the past");
}

void Watchers::look(const std::vector<Action>& actions) {
    ensure(actions.size() <= most_actions, "one event does not make a storm");
    for (const Action& action : actions) {
        std::visit([&](const auto& one) { look(one); }, action);
    }
}

void Watchers::look(const SendProbe& probe) {
    ensure(!probe.interface.empty() && !probe.address.is_unspecified(), "a probe asks for an address somewhere");
    if (now_ >= second_ + 1s) {
        second_ = now_;
        probes_ = 0;
    }
    ensure(++probes_ <= most_probes, "whatever is heard, probes are few");
}

void Watchers::look(const Reassert& order) {
    const OwnRole* own = role(order.instance);
    ensure(own != nullptr && own->role == Role::master, "only a master says again where it is");
}

void Watchers::look(const net::Note& note) {
    ensure(!note.event.empty(), "a note has a name");
    for (const auto& [name, value] : note.fields) ensure(!name.empty(), "and so have its fields");
}

// detector.md §2: one forged packet must never be an off switch.
void Watchers::look(const Carry& carry) {
    ensure(!carry.reason.empty(), "a ruling has a reason");
    if (carry.measure == Measure::readmit) return;
    const OwnRole* own = role(carry.instance);
    ensure(own != nullptr && own->role == Role::master && !own->withdrawn, "only a master is taken out");
    ensure(own->pin != Pin::hold, "the operator's hold is respected");
    ensure(settings_.policy != Policy::alert, "the policy alert does nothing");
    ensure(settings_.policy == Policy::fence || carry.measure == Measure::yield, "the policy yield fences nobody");
    ensure(carry.dry_run == settings_.dry_run, "a dry run is one");
    ensure(now_ >= started_ + settings_.startup_grace, "nothing is done at the start");
    ensure(may_have_proof(carry), "no address moves by what anybody may have forged");
}

bool Watchers::may_have_proof(const Carry& carry) const {
    if (hello_heard_ || (settings_.trust_lan && others_spoke_)) return true;
    return carry.verdict == Verdict::isolated && settings_.on_isolation != OnIsolation::hold;
}

const OwnRole* Watchers::role(const std::string& instance) const {
    const auto found = std::ranges::find(roles_, instance, &OwnRole::instance);
    return found == roles_.end() ? nullptr : &*found;
}

void Watchers::check() const {
    const Report report = judge_.report(now_);
    ensure(report.instances.size() == settings_.instances.size(), "each instance is judged");
    for (const InstanceReport& one : report.instances) check(one);
    hello::Message message = judge_.hello(now_);
    for (const hello::Message& part : hello::in_parts(std::move(message))) {
        const auto back = hello::decode(hello::encode(part, sign), sign);
        ensure(back.has_value(), "what we tell others can be read");
    }
}

void Watchers::check(const InstanceReport& report) const {
    ensure(report.verdict == Verdict::healthy || !report.reason.empty(), "a verdict has a reason");
    ensure(report.evidence.size() <= most_evidence, "evidence is bounded");
    ensure(report.split_total >= net::Duration::zero(), "time goes forward");
    for (const Evidence& one : report.evidence) {
        ensure(one.count > 0 && one.first <= one.last && one.last <= now_, "evidence was seen");
        ensure(!one.who.empty() && !one.what.empty(), "and says who and what");
    }
    const bool rehearsed = report.detail == "drill" || report.detail == "leftover";
    if (!is_split(report.verdict) || rehearsed) return;
    ensure(others_spoke_ || holds_strays_, "who heard nobody else sees no second owner");
    ensure(!report.evidence.empty(), "a split shows its evidence");
}

}  // namespace holdfast::fuzz
