// One host: the real Node, Judge, ledger of the guard, join of rulings and fences, on a simulated kernel. It works the
// way the daemon does: hear datagrams, then the kernel, then what was posted, then the clock; perform the effects kind
// by kind; tell the Node the results. All that it knows of time is its own clock.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/app/fencing.hpp"
#include "daemon/app/roles.hpp"
#include "daemon/engine/node.hpp"
#include "tests/sim/clock.hpp"
#include "tests/sim/group.hpp"
#include "tests/sim/guard.hpp"
#include "tests/sim/kernel.hpp"
#include "tests/sim/lan.hpp"
#include "tests/sim/lookout.hpp"
#include "tests/sim/mutation.hpp"
#include "tests/sim/record.hpp"
#include "tests/stories/narrator.hpp"

namespace holdfast::sim {

// What one step of a host was like, for the invariants.
struct Step {
    bool turned = false;                 // the engine had a turn
    bool changed = false;                // a transition, or other addresses than before
    bool took_over_silently = false;     // it became master and announced nothing
    bool spoke_unjudged = false;         // after a gap, although another had spoken
    std::vector<std::string> took_over;  // instances, for another
    std::vector<std::string> was_out;    // before
    bool guard_came_last = false;        // it took addresses away, which the engine has not heard yet
    std::vector<detector::Carry> rulings;
};

class Host final : private Lookout::Hands {
public:
    Host(int number, const Plan& plan, Lan& lan, Record& record, Mutation mutation);
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    // Orders; times are the world's.
    void start(net::Instant now);
    void stop(net::Instant now);
    void crash();
    void crash_both();
    void guard_dies(net::Instant now);
    void power_off();
    void freeze(net::Instant until) { frozen_until_ = until; }
    void pause(net::Instant until) { paused_until_ = until; }
    void reload(const Variation& variation, net::Instant now);
    void report_check(bool works, net::Instant now);
    void overrun() { kernel_.lose_reports(); }
    void remove_address(int number);
    void add_address(int number);
    void refuse(Refusable what, net::Instant until) { refused_until_.at(static_cast<std::size_t>(what)) = until; }
    void refuse_nth(std::uint64_t number) { refuse_nth_ = number; }
    void operate(app::Request::What what, bool clear, net::Instant now);
    void become_quiet(net::Instant now);
    Kernel& kernel() { return kernel_; }

    void receive(int from, const std::shared_ptr<const Frame>& frame, net::Instant now);
    // When it has something to do by itself; not later than `now`: at once.
    std::optional<net::Instant> alarm() const;
    Step act(net::Instant now);

    // What there is to see of it.
    int number() const { return number_; }
    const std::string& name() const { return name_; }
    const Kernel& kernel() const { return kernel_; }
    const engine::Node* node() const { return node_ ? &*node_ : nullptr; }
    const Lookout* lookout() const { return lookout_ ? &*lookout_ : nullptr; }
    const Variation& variation() const { return variation_; }
    const Clock& clock() const { return clock_; }
    bool powered() const { return powered_; }
    bool asleep() const { return paused_until_.has_value(); }
    bool runs() const { return node_ && !frozen_until_ && !paused_until_ && powered_; }
    bool stopping() const { return stopping_; }
    bool answers_for(const net::IpAddress& address) const;
    bool withdrawn(const std::string& instance) const;
    bool to_stay_out(const std::string& instance) const;  // as was decided
    const fence::Latch& latch() const { return latch_; }
    // An address that is here for a reason that is none of the engine's faults: a removal that failed, somebody's own.
    bool excused(const net::Prefix& address) const { return excused_.contains(address); }
    std::optional<net::Instant> guard_deadline() const { return guard_ ? guard_->deadline() : std::nullopt; }
    std::vector<guard::Leftover> leftovers(net::Instant local) const {
        return guard_ ? guard_->leftovers(local) : std::vector<guard::Leftover>{};
    }
    bool lingers(net::Instant now) const { return now <= lingers_until_; }
    std::uint64_t turns() const { return turns_; }
    std::uint64_t refusable() const { return refusable_; }
    bool check_works() const { return check_works_; }
    // It has told the engine of its check.
    bool has_reported() const { return node_ && !report_at_; }

private:
    engine::Settings settings() const;
    void end_engine();
    bool inputs_wait() const;
    net::Instant local() const { return clock_.local(now_); }
    // host_turn.cpp
    bool run_guard();  // true: it took something away
    void turn(Step& step);
    void hear();
    void feed(const engine::Event& event);
    void meet_deadline();
    bool overslept() const;
    bool another_spoke() const;
    void look_back(Step& step);
    bool spoke() const;
    void publish();
    void note_stall();
    void tell_the_time();
    std::vector<std::string> who_is_out() const;
    void misbehave();
    void tend_lookout();
    // host_effects.cpp
    using Results = std::vector<engine::Event>;
    Results perform(const std::vector<engine::Effect>& effects);
    void perform(const engine::Transmit& order, Results& results);
    void perform(const engine::Pledge& order);
    void perform(const engine::AddAddress& order, Results& results);
    void perform(const engine::RemoveAddress& order, Results& results);
    void perform(const engine::RefreshAddress& order, Results& results);
    void perform(const engine::SendFrame& order);
    void perform(const engine::Listen& order, Results& results);
    void perform(const engine::CountReception& order, Results& results);
    bool refused(Refusable what);
    void send(Frame frame, std::optional<int> to = std::nullopt);
    std::uint64_t count_frames();
    void remember(const engine::Effect& effect);
    // host_orders.cpp
    app::Fencing::Hands hands();
    void fence(const fence::Order& order);
    void ask(const net::IpAddress& address, detector::ProbeForm form) override;
    void speak(int to, net::Bytes hello) override;
    void carry(const detector::Carry& ruling) override;
    void reassert(const std::string& instance) override;
    void tell(const net::Note& note) override;
    bool ping(const net::IpAddress& target) override;
    std::uint64_t frames_received() override { return count_frames(); }
    void carry_out_rulings(Step& step);
    void obey();
    void remember(const net::Note& note);

    int number_;
    std::string name_;
    const Plan& plan_;
    Lan& lan_;
    Record& record_;
    Mutation mutation_;
    Variation variation_;
    Clock clock_;
    Kernel kernel_;
    std::optional<Guard> guard_;
    stories::Narrator narrator_;
    net::Instant now_;  // the world's, of the call that runs

    std::optional<engine::Node> node_;
    std::optional<Lookout> lookout_;
    std::optional<app::Fencing> fencing_;
    fence::Latch latch_;  // on disk
    app::Pins pins_;      // on disk
    int starts_ = 0;

    bool powered_ = true;
    bool started_ = false;  // its first turn is over
    bool stopping_ = false;
    std::optional<net::Instant> frozen_until_, paused_until_;
    net::Instant lingers_until_ = net::Instant::min();
    bool comes_back_ = false;  // when it has stopped
    bool to_linger_ = false;   // when it hears that it is to stop or to retire
    std::set<std::pair<net::InterfaceIndex, net::Family>> sockets_;
    struct Waiting {
        net::InterfaceIndex interface{};  // that it came by; there may be another since
        std::shared_ptr<const Frame> frame;
    };
    std::vector<Waiting> heard_;  // adverts in the sockets' buffers
    std::vector<engine::Event> posted_;
    std::vector<app::Request> asked_;  // by the operator, of one who may sleep
    std::vector<engine::Effect> effects_;
    std::vector<engine::Effect> done_;  // in this turn
    struct Arrival {
        int from = 0;
        std::shared_ptr<const Frame> frame;
    };
    std::vector<Arrival> tapped_;  // for the detector, which has not had the time yet; from us: outgoing
    std::vector<engine::Pledge> pledges_;
    std::vector<fence::Order> orders_;
    std::vector<detector::Carry> rulings_;
    std::optional<net::Instant> publish_at_, armed_;
    bool check_works_ = true;
    std::optional<net::Instant> report_at_;
    std::vector<std::string> told_out_;      // of whom the engine knows that they are to stay out
    net::Instant next_whim_;                 // a canary's
    std::optional<net::Duration> utc_told_;  // ahead of the host's clock
    net::Instant last_turn_;
    app::Stalls stalls_;
    std::uint64_t shown_version_ = 0;  // of the kernel's state, to the detector
    std::uint64_t seen_version_ = 0;   // by look_back()

    std::array<net::Instant, refusable_count> refused_until_{};
    std::optional<std::uint64_t> refuse_nth_;
    std::uint64_t refusable_ = 0;
    std::set<net::Prefix> excused_;
    std::set<net::Prefix> foreign_;  // somebody added them
    net::Instant counted_at_;
    std::uint64_t turns_ = 0;
};

}  // namespace holdfast::sim
