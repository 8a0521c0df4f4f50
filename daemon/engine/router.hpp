// One virtual router on this host: the RFC's machine, and all that Linux asks of it: an interface that may come and go,
// a primary address, proof of reception, addresses in the kernel, announcements, an orderly end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/engine/announcer.hpp"
#include "daemon/engine/holdings.hpp"
#include "daemon/engine/listen_gate.hpp"
#include "daemon/engine/note_limit.hpp"
#include "daemon/engine/peers.hpp"
#include "daemon/engine/procession.hpp"
#include "daemon/engine/settings.hpp"
#include "daemon/engine/status.hpp"
#include "daemon/engine/strays.hpp"
#include "daemon/engine/tracking.hpp"
#include "daemon/engine/turn.hpp"
#include "daemon/engine/uplink.hpp"
#include "daemon/vrrp/advertisement.hpp"
#include "daemon/vrrp/machine.hpp"

namespace holdfast::engine {

// Whether the socket of a router's interface and family is open: not known yet, open (empty), or why not.
using Listening = std::optional<std::string>;

class Router {
public:
    Router(RouterId id, InstanceSettings settings, Turn& turn);

    void kernel_changed(const Listening& listening, Turn& turn);
    void reception_counted();
    void hear(const vrrp::Datagram& datagram, Turn& turn);
    void reception_lost(Turn& turn);
    void address_appeared(const HeldAddress& address, Turn& turn);
    void address_vanished(const HeldAddress& address, Turn& turn);
    // After a whole new picture: what is missing there has vanished.
    void look_for_lost_addresses(Turn& turn);
    void address_refused(const AddressRefused& event, Turn& turn);
    void routing_answered(const RoutingAnswered& event, Turn& turn);
    void deadline_reached(Turn& turn);
    void remove_strays(Turn& turn);  // when groups have settled: who takes over keeps what is there
    // What it depends on by now comes with it: a priority without its weights is nobody's.
    void reconfigure(InstanceSettings settings, Assessment assessment, Turn& turn);
    void adopt(const LeftoversFound& leftovers, const KernelView& kernel);
    // What it depends on, by now.
    void depend_on(Assessment assessment, Turn& turn);
    // It goes with others from now on, by this group's name, or with none (""). Of a group it starts, takes over and
    // steps down as it is told; of its timer it says that it is ready.
    void join(const std::string& group, Turn& turn);
    void share(std::vector<Fault> faults, Turn& turn);  // those of its group's other members
    void start_if_able(Turn& turn);                     // unless something is against it
    void take_over(Turn& turn);
    void step_down(const std::string& why, Turn& turn);
    void stop(Turn& turn);     // make-before-break: serve until the successor speaks, one advert interval at most
    void discard(Turn& turn);  // resign and release at once
    // Out of the election until readmit(), which is like a start. Fenced: the addresses go before the last word.
    // Drained: a master serves until its successor does.
    void withdraw(const Withdraw& order, Turn& turn);
    void readmit(const std::string& why, Turn& turn);
    void hand_over(Turn& turn);       // being drained: resign now, and serve until the successor speaks
    void end_lingering(Turn& turn);   // the successor serves
    void announce_again(Turn& turn);  // at most once a second
    void transmit_failed(const std::string& error, Turn& turn);
    void turn_performed(const TurnPerformed& event, Turn& turn);

    std::optional<net::Instant> deadline() const;
    bool stopped() const { return stopping_ && !linger_until_ && !resign_by_ && holdings_.empty(); }
    InstanceStatus status(const KernelView& kernel) const;

    RouterId id() const { return id_; }
    const InstanceSettings& settings() const { return settings_; }
    std::optional<net::InterfaceIndex> interface() const { return uplink_.index; }
    bool stopping() const { return stopping_; }
    InstanceState state() const { return state_; }
    net::Instant since() const { return since_; }
    const std::string& reason() const { return reason_; }
    const std::string& group() const { return group_; }
    const std::optional<Withdraw>& withdrawn() const { return withdrawn_; }
    const std::vector<Fault>& own_faults() const { return own_faults_; }
    bool has_known_fault() const;
    bool leads() const { return machine_.state() == vrrp::State::master; }
    bool follows(const Turn& turn) const;  // another master, which it would not take over from
    bool loses(const Turn& turn) const;    // would lose to that one, if both were masters
    bool ready(const Turn& turn) const;    // only its group is missing
    bool due() const { return machine_.due(); }
    bool hands_over() const { return linger_until_ && !stopping_; }
    net::Duration master_down_interval() const { return machine_.master_down_interval(); }
    bool has_adopted(const HeldAddress& address) const { return holdings_.owns(address); }
    bool has_adopted(const net::Routing& routing) const { return holdings_.routings().claims(routing); }
    // The same virtual router, with other parameters: a reload changes it in place.
    bool can_become(const InstanceSettings& wanted) const;

    // After the kernel refused an address or the network our adverts.
    static constexpr net::Duration retry_refused = std::chrono::seconds{5};
    // For the kernel to confirm that a fenced router's addresses are gone.
    static constexpr net::Duration confirm_removal = std::chrono::milliseconds{50};

private:
    // Of the frames received, which the gate asks for.
    enum class Count { none, ordered, made };

    struct Refusal {  // by the kernel
        net::Instant until;
        std::string why;
    };

    void reconsider(Turn& turn);
    std::vector<Fault> find_faults(const Turn& turn) const;
    std::vector<Fault> all_faults() const;
    void start(Turn& turn);
    void fail(Turn& turn);
    void refused(std::string why, Turn& turn);
    vrrp::Priority priority() const;
    std::vector<std::string> priority_why() const;
    vrrp::MachineSettings machine_settings() const;
    void apply_settings(Turn& turn);
    bool draining() const;
    void drain(Turn& turn);
    void feed(const vrrp::Machine::Event& event, Turn& turn);
    void perform(const vrrp::SendAdvert& action, Turn& turn);
    void perform(const vrrp::HoldAddresses& action, Turn& turn);
    void perform(const vrrp::ReleaseAddresses& action, Turn& turn);
    void perform(const vrrp::Announce& action, Turn& turn);
    void perform(const vrrp::RivalHeard& action, Turn& turn);
    void perform(const vrrp::IgnoredResignation& action, Turn& turn);
    void perform(const vrrp::Entered& action, Turn& turn);
    void enter(InstanceState state, std::string reason, std::string words, Turn& turn);
    std::string describe(const vrrp::Entered& entered, net::Instant now) const;
    void discard_advert(vrrp::DropReason reason, const net::IpAddress& source, Turn& turn);
    void accept(const vrrp::Accepted& accepted, Turn& turn);
    void note_oddities(const vrrp::Accepted& accepted, Turn& turn);
    void configure_authentication(const Turn& turn);
    void warn(std::string_view event, std::string_view kind, const net::IpAddress& source, Turn& turn);
    void learn_checksum_form(const vrrp::Accepted& accepted);
    void refresh_expectation();
    void machine_deadline_reached(Turn& turn);
    bool held_back(Turn& turn);
    bool barred(const Turn& turn) const;
    void proclaim(Standing standing, const std::string& why, Turn& turn);
    void proclaim_state(Turn& turn);
    void announce(Turn& turn);
    void announce_next(Turn& turn);
    void hurry(Turn& turn);
    void send_advert(vrrp::Priority priority, Turn& turn);
    void resign_when_gone(Turn& turn);
    void enter_withdrawn(Turn& turn);
    bool concerns(const HeldAddress& address) const;
    void look_for_strays(Turn& turn);
    std::vector<HeldAddress> not_ours(const KernelView& kernel) const;
    std::vector<net::IpAddress> strays(const KernelView& kernel) const;
    std::optional<net::MacAddress> virtual_mac() const;  // that adverts leave with
    bool serving() const { return holdings_.held() || linger_until_; }
    bool running() const { return machine_.state() != vrrp::State::initialize; }

    RouterId id_;
    InstanceSettings settings_;
    vrrp::Machine machine_;
    vrrp::Expectation expectation_;
    vrrp::Authenticator authenticator_;
    Uplink uplink_;
    Listening listening_;
    Holdings holdings_;
    Announcer announcer_;
    Procession procession_;  // of its announcements
    ListenGate gate_;
    Count count_ = Count::none;
    Peers peers_;

    std::optional<net::Instant> resume_until_;  // a predecessor's addresses were found, and are good until then
    bool stopping_ = false;
    std::optional<net::Instant> linger_until_;  // resigned, still serving
    std::optional<net::Instant> drain_until_;   // being drained: then it resigns, with or without a successor
    std::optional<Refusal> refusal_;

    bool informed_ = false;  // of what the kernel has
    Assessment assessment_;
    std::vector<Fault> own_faults_;
    std::vector<Fault> group_faults_;
    std::string group_;       // that it goes with
    std::string group_word_;  // why its group steps down

    std::optional<Withdraw> withdrawn_;
    std::optional<net::Instant> resign_by_;  // being fenced: the last advert waits so long for the addresses to go
    std::string unconfirmed_;                // what did not go in time
    std::string readmitted_;                 // why it starts again, until it does
    net::Instant next_reassertion_;
    Strays strays_;

    InstanceState state_ = InstanceState::init;
    Fault leading_fault_;               // while in fault
    std::optional<Standing> standing_;  // that was proclaimed
    net::Instant since_;
    std::string reason_ = "starting";
    vrrp::AdvertReceived last_heard_{};  // the last accepted advert
    net::Instant heard_at_;              // the one that counted as our master's, or since when we wait for one
    vrrp::ChecksumForm checksum_form_ = vrrp::ChecksumForm::pseudo_header;
    int other_form_in_a_row_ = 0;

    Counters counters_;
    net::Histogram lateness_;
    net::Histogram takeover_;
    // Of the running turn, until the shell says that it was performed.
    std::uint64_t messages_ordered_ = 0;
    std::uint64_t messages_failed_ = 0;
    int mute_turns_ = 0;  // in a row, in which no advert left
    std::optional<net::Instant> advert_due_;
    std::optional<net::Instant> takeover_due_;
    NoteLimit notes_;
};

}  // namespace holdfast::engine
