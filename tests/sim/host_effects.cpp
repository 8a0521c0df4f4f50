// What the Node orders, performed kind by kind as daemon/app/host does, or refused.

#include <functional>
#include <utility>

#include "daemon/engine/advert_frame.hpp"
#include "tests/sim/host.hpp"

namespace holdfast::sim {
namespace {

using namespace std::chrono_literals;

constexpr net::Duration chatter_interval = 10ms;

template <class Kind>
void each(const std::vector<engine::Effect>& effects, const auto& perform) {
    for (const engine::Effect& effect : effects) {
        if (const auto* one = std::get_if<Kind>(&effect)) perform(*one);
    }
}

}  // namespace

Host::Results Host::perform(const std::vector<engine::Effect>& effects) {
    Results results;
    for (const engine::Effect& effect : effects) remember(effect);
    bool sent = false;
    const auto here = [&](const auto& order) { perform(order, results); };

    each<engine::Transmit>(effects, [&](const auto& order) {
        sent = true;
        perform(order, results);
    });
    each<engine::Pledge>(effects, [&](const auto& order) { perform(order); });
    for (const engine::Effect& effect : effects) {  // in their order: of an addition and a removal, the last one holds
        if (const auto* e = std::get_if<engine::RemoveAddress>(&effect)) perform(*e, results);
        if (const auto* e = std::get_if<engine::AddAddress>(&effect)) perform(*e, results);
        if (const auto* e = std::get_if<engine::RefreshAddress>(&effect)) perform(*e, results);
    }
    each<engine::SendFrame>(effects, [&](const auto& order) {
        sent = true;
        perform(order);
    });
    if (sent) results.emplace_back(engine::TurnPerformed{local(), local()});
    each<engine::StopListening>(effects, [&](const auto& order) { sockets_.erase({order.interface, order.family}); });
    each<engine::Listen>(effects, here);
    each<engine::CountReception>(effects, here);
    return results;
}

void Host::perform(const engine::Transmit& order, Results& results) {
    if (!kernel_.link().up || refused(Refusable::transmit)) {
        results.emplace_back(engine::TransmitFailed{order.router, "Network is down"});
        return;
    }
    if (guard_) guard_->advert_sent(order.router, local());
    send({Frame::Kind::advert, engine::advert_frame(order, kernel_.link().mac)});
}

void Host::perform(const engine::Pledge& order) {
    std::erase_if(pledges_, [&](const engine::Pledge& known) { return known.router == order.router; });
    pledges_.push_back(order);
    if (guard_) guard_->pledge(order, local());
}

void Host::perform(const engine::AddAddress& order, Results& results) {
    if (order.address.interface != kernel_.link().index) return;  // as LinkVanished will tell
    const auto refuse = [&](bool there, const char* error) {
        results.emplace_back(engine::AddressRefused{order.router, order.address, there, error});
    };
    if (refused(Refusable::add)) return refuse(false, "Cannot allocate memory");
    const bool forever = mutation_ == Mutation::forgets_pledge;
    if (!kernel_.add(order.address.prefix, forever ? 0s : order.lease, local())) refuse(true, "File exists");
}

void Host::perform(const engine::RemoveAddress& order, Results& results) {
    const net::Prefix& prefix = order.address.prefix;
    const bool here = order.address.interface == kernel_.link().index;
    if (mutation_ == Mutation::forgets_removal) return;
    if (refused(Refusable::remove)) {
        if (kernel_.has(prefix)) excused_.insert(prefix);
        return;
    }
    if (here && kernel_.remove(prefix)) return;
    results.emplace_back(engine::AddressVanished{{.index = order.address.interface, .prefix = prefix}});
}

void Host::perform(const engine::RefreshAddress& order, Results& results) {
    if (order.address.interface != kernel_.link().index || refused(Refusable::refresh)) return;
    const bool forever = mutation_ == Mutation::forgets_pledge;
    if (kernel_.refresh(order.address.prefix, forever ? 0s : order.lease, local())) return;
    results.emplace_back(engine::AddressVanished{{.index = order.address.interface, .prefix = order.address.prefix}});
}

void Host::perform(const engine::SendFrame& order) {
    if (refused(Refusable::announce) || !kernel_.link().up) return lan_.let_neighbour_miss_one();
    const bool forgets = mutation_ == Mutation::forgets_to_announce && number_ == 0;
    if (!forgets) send({Frame::Kind::announcement, order.frame});
}

void Host::perform(const engine::Listen& order, Results& results) {
    if (refused(Refusable::listen)) {
        results.emplace_back(engine::ListenFailed{order.interface, order.family, "Too many open files"});
        return;
    }
    sockets_.insert({order.interface, order.family});
    results.emplace_back(engine::ListenSucceeded{order.interface, order.family});
}

void Host::perform(const engine::CountReception&, Results& results) {
    if (refused(Refusable::count)) return;
    count_frames();
    results.emplace_back(engine::LinkChanged{kernel_.link()});
}

bool Host::refused(Refusable what) {
    const bool is_the_one = refuse_nth_ == refusable_++;
    const bool refuses = is_the_one || now_ < refused_until_.at(static_cast<std::size_t>(what));
    if (refuses) record_.say(now_, name_, "cannot " + std::string{label(what)});
    return refuses;
}

void Host::send(Frame frame, std::optional<int> to) {
    if (!kernel_.link().up && frame.kind != Frame::Kind::hello) return;
    const auto shared = std::make_shared<const Frame>(std::move(frame));
    if (lookout_ && shared->kind != Frame::Kind::hello) tapped_.push_back({number_, shared});
    lan_.send(number_, shared, now_, to);
}

// Besides what is told here, others talk on the LAN.
std::uint64_t Host::count_frames() {
    const auto said = (now_ - counted_at_) / chatter_interval;
    counted_at_ += said * chatter_interval;
    if (kernel_.link().up && lan_.talks_to(number_)) kernel_.receive_frames(static_cast<std::uint64_t>(said));
    return kernel_.link().frames_received;
}

void Host::remember(const engine::Effect& effect) {
    Digest& digest = record_.digest();
    digest.add(static_cast<std::uint64_t>(number_));
    digest.add(now_);
    digest.add(effect.index());
    if (const auto* advert = std::get_if<engine::Transmit>(&effect)) digest.add(advert->message);
    if (const auto* add = std::get_if<engine::AddAddress>(&effect)) digest.add(add->address.prefix.address.bytes());
    if (const auto* gone = std::get_if<engine::RemoveAddress>(&effect))
        digest.add(gone->address.prefix.address.bytes());
    if (const auto* note = std::get_if<net::Note>(&effect)) remember(*note);
    if (record_.tells()) narrator_.tell(effect, now_);
    done_.push_back(effect);
}

}  // namespace holdfast::sim
