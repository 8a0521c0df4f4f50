#include "daemon/probes/probes.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <thread>

#include <pthread.h>

#include "daemon/io/confine.hpp"
#include "daemon/io/published.hpp"
#include "daemon/probes/rounds.hpp"

namespace holdfast::probes {
namespace {

bool has_target(const Plan& plan, net::Family family) {
    return std::ranges::any_of(plan.checks, [family](const checks::CheckSettings& check) {
        const auto* ping = std::get_if<checks::PingCheck>(&check.kind);
        return ping != nullptr && std::ranges::any_of(ping->targets, [family](const net::IpAddress& target) {
                   return target.family() == family;
               });
    });
}

bool has_process(const Plan& plan) {
    return std::ranges::any_of(plan.checks, [](const checks::CheckSettings& check) {
        return std::holds_alternative<checks::ProcessCheck>(check.kind);
    });
}

}  // namespace

class Probes::Worker {
public:
    Worker(const Plan& plan, runner::Runner::Launcher launcher, Sinks sinks)
        : sinks_{std::move(sinks)},
          rounds_{std::move(launcher),
                  {.report = sinks_.report, .note = sinks_.note, .status = [this](checks::Status status) {
                       status_.publish(std::move(status));
                   }}} {
        reconfigure(plan);
        thread_ = std::thread{[this] { run(); }};
    }
    ~Worker() {
        rounds_.stop();
        thread_.join();
    }

    // The thread may open no such socket.
    void reconfigure(const Plan& plan) {
        Sockets sockets;
        open(net::Family::ipv4, plan, has_ipv4_, sockets.ipv4);
        open(net::Family::ipv6, plan, has_ipv6_, sockets.ipv6);
        if (!has_events_ && has_process(plan)) open_events(sockets);
        rounds_.take(plan, std::move(sockets));
    }
    std::shared_ptr<const checks::Status> status() const { return status_.read(); }

private:
    void open(net::Family family, const Plan& plan, bool& has_one, std::optional<io::IcmpSocket>& socket) {
        if (has_one || !has_target(plan, family)) return;
        auto opened = io::IcmpSocket::open(family);
        if (!opened) {
            sinks_.note({.level = net::Level::error,
                         .event = "ping_failed",
                         .instance = "",
                         .fields = {{"reason", opened.error().text()}}});
            return;
        }
        socket = std::move(*opened);
        has_one = true;
    }
    // Where it is not to be had, processes that begin are found when it is time to look.
    void open_events(Sockets& sockets) {
        auto opened = ProcessEvents::open();
        has_events_ = opened.has_value();
        if (opened) sockets.processes.emplace(std::move(*opened));
    }
    void run() {
        pthread_setname_np(pthread_self(), "hf-checks");
        if (!io::confine_thread()) {
            sinks_.note({.level = net::Level::warning, .event = "checks_unconfined", .instance = "", .fields = {}});
        }
        while (!has_run()) std::this_thread::sleep_for(std::chrono::seconds{1});
    }
    // Nothing leaves this thread as an exception: what fails is said, and tried again.
    bool has_run() {
        try {
            rounds_.run();
            return true;
        } catch (const std::exception& error) {
            sinks_.note({.level = net::Level::error,
                         .event = "checks_failed",
                         .instance = "",
                         .fields = {{"reason", error.what()}}});
            return false;
        }
    }

    Sinks sinks_;
    bool has_ipv4_ = false;
    bool has_ipv6_ = false;
    bool has_events_ = false;
    io::Published<checks::Status> status_;
    Rounds rounds_;
    std::thread thread_;
};

Probes::Probes(const Plan& plan, runner::Runner::Launcher launcher, Sinks sinks)
    : worker_{std::make_unique<Worker>(plan, std::move(launcher), std::move(sinks))} {}

Probes::~Probes() = default;

void Probes::reconfigure(const Plan& plan) {
    worker_->reconfigure(plan);
}

std::shared_ptr<const checks::Status> Probes::status() const {
    return worker_->status();
}

}  // namespace holdfast::probes
