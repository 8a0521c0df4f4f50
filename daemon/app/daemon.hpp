// The running daemon: one engine thread, the detector's, and a background thread for everything that may wait.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "daemon/app/driver.hpp"
#include "daemon/app/essentials.hpp"
#include "daemon/app/fencing.hpp"
#include "daemon/app/guarded.hpp"
#include "daemon/app/host.hpp"
#include "daemon/app/journal.hpp"
#include "daemon/app/options.hpp"
#include "daemon/app/reloader.hpp"
#include "daemon/app/services.hpp"
#include "daemon/app/sockets.hpp"
#include "daemon/config/config.hpp"
#include "daemon/engine/node.hpp"
#include "daemon/guard/guard.hpp"
#include "daemon/io/log.hpp"
#include "daemon/io/published.hpp"
#include "daemon/io/service_manager.hpp"
#include "daemon/post/post.hpp"
#include "daemon/probes/probes.hpp"
#include "detector/sensor/sensor.hpp"

namespace holdfast::app {

class Daemon {
public:
    Daemon(const config::Loaded& loaded, const Options& options, Essentials essentials);
    ~Daemon();

    // Until an orderly stop is complete.
    void run(const engine::LeftoversFound& leftovers);

private:
    void adopt(const engine::LeftoversFound& leftovers);
    Fencing::Hands hands();
    Reading read_configuration() const;
    void watch_steward();
    void tell_engine(engine::Event event);
    void start_checks();
    void check_reported(const checks::Report& report);
    void carry(detector::Carry ruling);
    void carry_out(const std::function<void()>& decide);
    void carry_out_rulings();
    void write_decisions(const Pins& pins);
    Fencing::Answer hand_off(std::chrono::seconds time);
    void obey(const Request& request, const std::function<void(Reply)>& answer);
    void publish();
    void publish_roles(const engine::Status& status);
    void tell_manager(const engine::Status& status) const;
    void remember_borrowed(const std::vector<io::Borrowed>& all);
    io::Result<void> write_setting(const io::InterfaceSetting& setting, int value) const;
    void apply(const config::Config& config);
    void await_signals();
    void begin_stop();
    void log_status();
    metrics::Snapshot snapshot() const;

    // In this order: what is still posted to the engine at the end may hold what belongs to the background.
    boost::asio::io_context background_context_{1};
    boost::asio::io_context engine_context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> background_work_;
    boost::asio::signal_set signals_;

    Steward steward_;
    std::unique_ptr<Watch> steward_ends_;
    config::Config config_;
    metrics::WallTime started_ = std::chrono::system_clock::now();
    io::ServiceManager manager_;
    io::Logger logger_;
    Journal journal_;
    post::Post post_;  // before all that writes from another thread
    io::Published<engine::Status> status_;
    io::Published<metrics::DaemonStatus> daemon_status_;
    io::Published<metrics::FenceStatus> fence_status_;
    Reloader reloader_;
    std::mutex rulings_mutex_;
    std::vector<std::pair<detector::Carry, net::Instant>> rulings_;  // on their way from the detector's thread
    detector::Sensor sensor_;
    Guarded guard_;
    Sockets sockets_;
    Host host_;
    engine::Node node_;
    std::unique_ptr<Driver> driver_;
    Fencing fencing_;
    std::vector<fence::Order> orders_;  // for the guard, after the engine's turn
    std::unique_ptr<probes::Probes> probes_;
    Services services_;
    std::thread background_;
    bool turning_ = false;  // the engine has had its first turn
    bool stopping_ = false;
    net::Duration farewell_ = std::chrono::seconds{5};  // for what is still to be told
};

}  // namespace holdfast::app
