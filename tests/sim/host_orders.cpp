// The joins: what the detector and the operator decide becomes withdrawals and fences by the daemon's own Fencing.

#include <tuple>
#include <utility>

#include "detector/frames.hpp"
#include "tests/sim/crew.hpp"
#include "tests/sim/host.hpp"

namespace holdfast::sim {

app::Fencing::Hands Host::hands() {
    return {
        .look = [this](const std::string& instance) { return node_->status_of(instance); },
        .engine =
            [this](engine::Event event) {
                if (started_) return posted_.push_back(std::move(event));
                node_->handle(event, local());  // what holds from before the start
            },
        .fence = [this](const fence::Order& order) { orders_.push_back(order); },
        .keep = [this](const fence::Latch& latch) { latch_ = latch; },
        .remember = [this](const app::Pins& pins) { pins_ = pins; },
        .drill = [](const std::string&, net::Duration) {},
        .note = [this](const net::Note& note) { tell(note); },
        .wall_clock =
            [this] { return std::chrono::duration_cast<std::chrono::seconds>(local().time_since_epoch()).count(); }};
}

void Host::fence(const fence::Order& order) {
    const auto perform_step = [this](fence::Step step, const fence::Order& of) {
        bool gone = true;
        if (step == fence::Step::remove && refused(Refusable::fence)) return false;
        for (const auto& [interface, prefix] : of.addresses) {
            if (step == fence::Step::remove && !excused_.contains(prefix)) kernel_.remove(prefix);
            gone = gone && !kernel_.has(prefix);
        }
        if (step == fence::Step::persist) latch_ = fencing_->latch();
        return gone || step == fence::Step::persist;
    };
    const fence::Settings settings = fencing_settings(plan_, number_, variation_).fence;
    for (const fence::Progress& progress : Crew::carry_out(order, settings, perform_step, local())) {
        fencing_->progress(progress);
    }
}

void Host::carry_out_rulings(Step& step) {
    step.rulings = std::exchange(rulings_, {});
    for (const detector::Carry& ruling : step.rulings) fencing_->carry(ruling, {}, local());
}

void Host::obey() {
    for (const app::Request& request : std::exchange(asked_, {})) std::ignore = fencing_->obey(request, {}, local());
}

void Host::ask(const net::IpAddress& address, detector::ProbeForm form) {
    const net::MacAddress& mac = kernel_.link().mac;
    if (form == detector::ProbeForm::anonymous) {
        return send({Frame::Kind::question, detector::arp_probe(mac, address)});
    }
    if (!kernel_.has_own()) return;
    const net::IpAddress& own = primary(plan_.group.family, number_).address;
    send({Frame::Kind::question, detector::arp_probe(mac, own, address)});
}

void Host::speak(int to, net::Bytes hello) {
    send({Frame::Kind::hello, std::move(hello)}, to);
}

void Host::carry(const detector::Carry& ruling) {
    record_.digest().add(label(ruling.measure));
    rulings_.push_back(ruling);
}

void Host::reassert(const std::string& instance) {
    posted_.emplace_back(engine::AnnounceAgain{instance});
}

void Host::tell(const net::Note& note) {
    remember(note);
    if (!record_.tells()) return;
    std::string text = note.event;
    for (const auto& [key, value] : note.fields) text += " " + key + "=" + value;
    record_.say(now_, name_, text);
}

bool Host::ping(const net::IpAddress& target) {
    if (!kernel_.link().up || !kernel_.has_own()) return false;
    return lan_.ping(number_, target);
}

void Host::remember(const net::Note& note) {
    record_.digest().add(note.event);
    for (const auto& [key, value] : note.fields) record_.digest().add(value);
}

}  // namespace holdfast::sim
