// Whether a router may run at all, and whether it may take over.

#include <algorithm>
#include <utility>

#include "daemon/engine/router.hpp"

namespace holdfast::engine {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration count_again = 1ms;

constexpr int phases = 4;

// Routers that took over together would advertise, and one day be missed, all at the same moment: their rhythms are
// spread over a quarter of the interval, in groups that still make a batch.
net::Duration phase_of(const InstanceSettings& s) {
    return net::Duration{s.advert_interval} * (std::to_underlying(s.vrid) % phases) / (4 * phases);
}

void append(std::vector<Fault>& all, const std::vector<Fault>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

void Router::depend_on(Assessment assessment, Turn& turn) {
    if (assessment == assessment_) return;
    assessment_ = std::move(assessment);
    apply_settings(turn);
    reconsider(turn);
}

void Router::join(const std::string& group, Turn& turn) {
    if (group == group_) return;
    group_ = group;
    group_faults_.clear();
    apply_settings(turn);
    reconsider(turn);
}

void Router::share(std::vector<Fault> faults, Turn& turn) {
    if (faults == group_faults_) return;
    group_faults_ = std::move(faults);
    reconsider(turn);
}

void Router::reconsider(Turn& turn) {
    if (!informed_ || stopping_) return;
    if ((resign_by_ || linger_until_) && uplink_.index) return;  // being fenced, or drained
    own_faults_ = find_faults(turn);
    if (!own_faults_.empty() || !group_faults_.empty()) return fail(turn);
    if (group_.empty()) start_if_able(turn);
}

// Nobody knows yet: that keeps it from starting and from taking over, but ends no reign, of a predecessor's neither.
std::vector<Fault> Router::find_faults(const Turn& turn) const {
    std::vector<Fault> found;
    std::string why = obstacle(settings_, uplink_);
    if (why.empty()) why = listening_.value_or("");
    if (!why.empty()) found.push_back({"precondition", why});
    if (refusal_) found.push_back({"precondition", refusal_->why});
    append(found, assessment_.faults);
    const bool resumes = resume_until_ && *resume_until_ > turn.now;
    if (!running() && !resumes) append(found, assessment_.unreported);
    return found;
}

std::vector<Fault> Router::all_faults() const {
    std::vector<Fault> all = own_faults_;
    append(all, group_faults_);
    return all;
}

bool Router::has_known_fault() const {
    const auto known = [](const Fault& fault) { return !fault.unknown; };
    return std::ranges::any_of(own_faults_, known) || std::ranges::any_of(group_faults_, known);
}

void Router::start_if_able(Turn& turn) {
    const bool resigning = resign_by_ || linger_until_;
    if (running() || !informed_ || stopping_ || resigning || !all_faults().empty()) return;
    const bool has_left = state_ == InstanceState::master;  // and is to be shown as one no longer
    if (listening_ || has_left) start(turn);                // else the socket is being opened, or the macvlan made
}

void Router::start(Turn& turn) {
    refresh_expectation();
    feed(vrrp::PrimaryChanged{*uplink_.primary}, turn);
    // Later, another may have taken over.
    const bool resume = std::exchange(resume_until_, std::nullopt) > turn.now && !withdrawn_;
    if (!resume) holdings_.release(turn);
    const bool at_once = resume || settings_.priority.is_owner();
    const net::Duration hold = settings_.start_hold.value_or(machine_.master_down_interval());
    gate_.close(uplink_.frames_received, at_once ? net::Duration{} : hold);
    count_ = Count::none;
    feed(vrrp::Startup{.resume = resume, .aside = withdrawn_ || !group_.empty() || turn.now < turn.quiet_until}, turn);
    readmitted_.clear();
}

void Router::fail(Turn& turn) {
    if (!uplink_.index) holdings_.abandon(turn);
    if (running()) feed(vrrp::Shutdown{}, turn);
    resume_until_.reset();
    resign_by_.reset();
    linger_until_.reset();
    drain_until_.reset();
    holdings_.release(turn);

    const std::vector<Fault> all = all_faults();
    std::string words = all.front().words;
    if (all.size() > 1) words += " (and " + std::to_string(all.size() - 1) + " more)";
    const Fault before = std::exchange(leading_fault_, all.front());
    const bool differs =
        before.kind != all.front().kind || (before.kind == "precondition" && before.words != all.front().words);
    if (state_ != InstanceState::fault || differs)
        return enter(InstanceState::fault, std::string{all.front().kind}, words, turn);
    reason_ = words;  // of a check, which may say something else each time
    proclaim_state(turn);
}

void Router::refused(std::string why, Turn& turn) {
    refusal_ = Refusal{turn.now + retry_refused, std::move(why)};
    reconsider(turn);
}

vrrp::Priority Router::priority() const {
    return draining() ? vrrp::Priority{1} : weighted(settings_.priority, assessment_.weight);
}

std::vector<std::string> Router::priority_why() const {
    std::vector<std::string> why{"configured " + std::to_string(settings_.priority.value())};
    if (draining()) return why.push_back("draining: 1"), why;
    if (settings_.priority.is_owner()) return why;
    why.insert(why.end(), assessment_.why.begin(), assessment_.why.end());
    if (settings_.priority.value() + assessment_.weight != priority().value())
        why.push_back("clamped to " + std::to_string(priority().value()));
    return why;
}

vrrp::MachineSettings Router::machine_settings() const {
    return {.version = settings_.version,
            .priority = priority(),
            .advert_interval = settings_.advert_interval,
            .preempt = settings_.preempt,
            .preempt_delay = settings_.preempt_delay,
            .together = !group_.empty(),
            .phase = phase_of(settings_)};
}

void Router::apply_settings(Turn& turn) {
    if (const vrrp::MachineSettings wanted = machine_settings(); wanted != machine_.settings())
        feed(vrrp::SettingsChanged{wanted}, turn);
}

void Router::machine_deadline_reached(Turn& turn) {
    const std::optional<net::Instant> due = machine_.deadline();
    if (!due || *due > turn.now) return;
    const bool was_master = leads();
    if (!was_master && held_back(turn)) return;
    feed(vrrp::DeadlineReached{}, turn);
    if (was_master) advert_due_ = due;
    if (!was_master && leads()) takeover_due_ = due;
}

// What was counted before the gate asked says nothing of the time since it closed.
void Router::reception_counted() {
    if (count_ == Count::ordered) count_ = Count::made;
}

bool Router::barred(const Turn& turn) const {
    return withdrawn_ || turn.now < turn.quiet_until || !assessment_.unreported.empty();
}

bool Router::held_back(Turn& turn) {
    if (barred(turn)) {
        // After a common delay, too, the strongest is to be first.
        const net::Duration skew = machine_.master_down_interval() - 3 * machine_.master_interval();
        const net::Instant again = turn.now + settings_.advert_interval;
        feed(vrrp::HoldBackup{turn.now < turn.quiet_until ? turn.quiet_until + skew : again}, turn);
        return true;
    }
    if (!gate_.closed()) return false;
    if (std::exchange(count_, Count::ordered) != Count::made) {
        const Effect order = CountReception{*uplink_.index};  // one answers all routers of the interface
        if (std::ranges::find(turn.effects, order) == turn.effects.end()) turn.add(order);
        feed(vrrp::HoldBackup{turn.now + count_again}, turn);
        return true;
    }
    count_ = Count::none;
    const auto until = gate_.hold_back(uplink_.frames_received, settings_.advert_interval, turn.now);
    if (until) feed(vrrp::HoldBackup{*until}, turn);
    return until.has_value();
}

bool Router::ready(const Turn& turn) const {
    return !barred(turn) && !gate_.closed() && machine_.ready(turn.now);
}

bool Router::follows(const Turn& turn) const {
    const auto* backup = std::get_if<vrrp::Backup>(&machine_.situation());
    return backup != nullptr && backup->master && !machine_.ready(turn.now);
}

bool Router::loses(const Turn& turn) const {
    if (!follows(turn) || !uplink_.primary) return false;
    return std::pair{last_heard_.priority, last_heard_.source} > std::pair{priority(), *uplink_.primary};
}

// With its first announcements, which leave in the same turn.
void Router::take_over(Turn& turn) {
    if (leads()) return;
    feed(vrrp::TakeOver{}, turn);
    takeover_due_ = turn.now;
    if (announcer_.due(settings_.garp, turn.now)) announce(turn);
}

void Router::step_down(const std::string& why, Turn& turn) {
    group_word_ = why;
    feed(vrrp::StepDown{}, turn);
}

}  // namespace holdfast::engine
