// The daemon itself: what runs, by which configuration, and whether its loop keeps time.
#include "metrics/parts.hpp"

namespace holdfast::metrics {
namespace {

prometheus::MetricFamily one(prometheus::MetricFamily family, auto value, Labels labels = {}) {
    add(family, std::move(labels), value);
    return family;
}

prometheus::MetricFamily interfaces(const Snapshot& snapshot) {
    auto family = gauge("holdfast_interface_up", "Whether the interface exists, is up and has a carrier.");
    for (const auto& interface : snapshot.status->interfaces) {
        add(family, {{"interface", interface.name}}, interface.up);
    }
    return family;
}

prometheus::MetricFamily log_dropped(const DaemonStatus& daemon) {
    auto family = counter("holdfast_log_dropped_total",
                          "Events that were not written: nobody took the lines, or too many were the same.");
    add(family, {{"reason", "stuck"}}, daemon.log_lost);
    add(family, {{"reason", "repeated"}}, daemon.log_held_back);
    return family;
}

}  // namespace

void daemon_families(const Snapshot& snapshot, const Sink& sink) {
    const auto& daemon = *snapshot.daemon;
    sink(one(gauge("holdfast_build_info", "The version that runs."), true,
             {{"version", daemon.version}, {"revision", daemon.revision}}));
    sink(one(gauge("holdfast_config_hash_info", "SHA-256 of the configuration in force."), true,
             {{"sha256", daemon.config_sha256}}));
    sink(one(gauge("holdfast_config_last_reload_successful", "Whether the last reload of the configuration succeeded."),
             daemon.last_reload_successful));
    sink(one(gauge("holdfast_config_last_reload_success_timestamp_seconds",
                   "When a configuration was last loaded with success."),
             unix_seconds(daemon.last_reload_success)));
    sink(interfaces(snapshot));
    sink(one(gauge("holdfast_guard_up", "Whether the guard process lives."), daemon.guard_alive));
    sink(one(histogram("holdfast_loop_lag_seconds", "How late the engine's loop turned, past its deadline."),
             daemon.loop_lag));
    sink(one(counter("holdfast_netlink_resyncs_total", "Times the kernel's state was read anew after lost messages."),
             daemon.netlink_resyncs));
    sink(one(counter("holdfast_socket_overflows_total",
                     "Datagrams that the kernel dropped because they were not read fast enough."),
             daemon.socket_overflows));
    sink(log_dropped(daemon));
}

}  // namespace holdfast::metrics
