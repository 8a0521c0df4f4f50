#include "daemon/import/without.hpp"

#include <array>

namespace holdfast::import {

namespace {

using enum Answer;

constexpr std::string_view no_lvs = "not supported yet: LVS virtual servers";
constexpr std::string_view no_bfd = "there is no BFD: a faster advert_interval, or track_interfaces, notice as much";
constexpr std::string_view no_snmp = "there is no SNMP: HTTP has /metrics for Prometheus and /api/v1/status";
constexpr std::string_view own_firewall = "Holdfast keeps a table of its own in nftables, and needs no names for it";
constexpr std::string_view own_process = "about keepalived's own processes and files";
constexpr std::string_view own_priority =
    "about keepalived's scheduling; Holdfast is real-time by itself (node.realtime), and its memory is locked";

constexpr std::array globals{
    Without{"dynamic_interfaces enable_script_security log_unknown_vrids vrrp_check_unicast_src "
            "vrrp_higher_prio_send_advert vrrp_no_swap",
            standard, ""},
    Without{"vrrp_skip_check_adv_addr", noted, "an advert with other addresses is accepted and told, not dropped"},
    Without{"vrrp_lower_prio_no_advert lower_prio_no_advert", missing,
            "a master answers a weaker one's advert, as RFC 9568 §6.4.3 has it"},
    Without{"vrrp_owner_ignore_adverts", missing, "an owner of the addresses hears adverts like everybody"},
    Without{"vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat", noted,
            "who heard a rival and stays master announces again by itself, at most once in 10 s"},
    Without{"vrrp_garp_extra_if vrrp_vmac_garp_intvl vmac_garp_intvl", missing,
            "garp.refresh announces on the interface that has the address"},
    Without{"vrrp_notify_priority_changes fifo_write_vrrp_states_on_reload", missing,
            "only changes of state are told to scripts; `holdfast events` and [stream] tell more"},
    Without{"vrrp_iptables vrrp_ipsets iptables nftables nftables_priority nftables_counters nftables_ifindex", noted,
            own_firewall},
    Without{"disable_local_igmp", noted, "a virtual MAC's IGMP and MLD are dropped by Holdfast's own table"},
    Without{"enable_snmp_vrrp enable_snmp_keepalived enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2 "
            "enable_snmp_rfcv3 enable_traps snmp_socket snmp_vs_stats_update_interval snmp_rs_stats_update_interval",
            missing, no_snmp},
    Without{"enable_dbus dbus_service_name dbus_no_interface_name", missing,
            "there is no D-Bus: the control socket (`holdfast status --json`) and HTTP say and do as much"},
    Without{"startup_script shutdown_script startup_script_timeout shutdown_script_timeout", missing,
            "the service manager's: ExecStartPre= and ExecStopPost= of the unit"},
    Without{"process_names process_name vrrp_process_name checker_process_name lvs_process_name bfd_process_name "
            "tmp_config_directory config_save_dir child_wait_time use_pid_dir umask random_seed data_use_instance "
            "state_dump_file stats_dump_file json_dump_file json_version iproute_usr_dir iproute_etc_dir include_check",
            noted, own_process},
    Without{"reload_check_config", standard, ""},
    Without{"reload_time_file reload_repeat reload_file", missing,
            "a reload is ordered by `holdfast reload`, which answers when it is done; a timer can do that"},
    Without{"vrrp_priority vrrp_rt_priority vrrp_rlimit_rttime vrrp_rlimit_rtime vrrp_cpu_affinity max_auto_priority "
            "min_auto_priority_delay checker_priority bfd_priority checker_rt_priority bfd_rt_priority "
            "checker_rlimit_rttime checker_rlimit_rtime bfd_rlimit_rttime bfd_rlimit_rtime checker_no_swap bfd_no_swap "
            "checker_cpu_affinity bfd_cpu_affinity",
            noted, own_priority},
    Without{"vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs "
            "vrrp_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs process_monitor_rcv_bufs_force "
            "vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier",
            noted, "buffers have their size by themselves; what overflows is read again"},
    Without{"vmac_prefix vmac_addr_prefix", noted, "Holdfast names its macvlans itself"},
    Without{"smtp_helo_name", missing, "mail is sent with the host's own name"},
    Without{"smtp_connect_timeout", noted, "mail has its own time limit, and never delays a change of state"},
    Without{"no_email_faults", missing, "mail is sent for faults too"},
    Without{"smtp_alert_checker checker_log_all_failures no_checker_emails rs_init_notifies lvs_sync_daemon "
            "lvs_timeouts lvs_flush lvs_flush_on_stop lvs_flush_onstop lvs_notify_fifo lvs_notify_fifo_script "
            "nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark lvs_netlink_cmd_rcv_bufs "
            "lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force",
            missing, no_lvs},
    Without{"linkbeat_use_polling", noted, "the kernel tells the state of each link"},
    Without{"set_supplementary_groups", standard, ""},
    Without{"use_symlink_paths", noted, "scripts are checked along the path that is written and the real one"},
    Without{"net_namespace namespace_with_ipsets", missing,
            "start the daemon in the namespace: NetworkNamespacePath= of the unit, or `ip netns exec`"},
    Without{"net_namespace_ipvs", missing, no_lvs},
    Without{"instance", missing, "several daemons on one host each have their own node.run_dir and namespace"},
    Without{"vrrp_timer_expired_backup", standard, ""},
};

constexpr std::array instance{
    Without{"preempt accept check_unicast_src unicast_fault_no_peer track_src_ip higher_prio_send_advert "
            "timer_expired_backup thread_timer_expired",
            standard, ""},
    Without{"state", noted, "the priority decides who is master, not the first state, in keepalived too"},
    Without{"native_ipv6", noted, "the addresses say which family it is"},
    Without{"debug", noted, "it has no effect in keepalived either; [log] level = \"debug\" says more"},
    Without{"kernel_rx_buf_size", noted, "buffers have their size by themselves"},
    Without{"linkbeat_use_polling", noted, "the kernel tells the state of each link"},
    Without{"skip_check_adv_addr", noted, "an advert with other addresses is accepted and told, not dropped"},
    Without{"old_unicast_checksum", missing,
            "the checksum of keepalived before 1.3.7 is not known: upgrade that peer first"},
    Without{"vrf", missing, "there is no VRF without an interface: name the interface"},
    Without{"lower_prio_no_advert", missing, "a master answers a weaker one's advert, as RFC 9568 §6.4.3 has it"},
    Without{"owner_ignore_adverts", missing, "an owner of the addresses hears adverts like everybody"},
    Without{"dont_track_primary", missing,
            "an interface that is down is a fault: whoever is behind it cannot be served, nor the other node heard"},
    Without{"use_vmac_addr", missing, "a virtual MAC is on the instance's own interface only"},
    Without{"use_ipvlan", missing, "there are no ipvlans: virtual_mac is a macvlan"},
    Without{"vmac_xmit_base", noted,
            "adverts leave the interface itself, with the virtual MAC as their source; a keepalived that still has "
            "this line does not hear them"},
    Without{"track_bfd", missing, no_bfd},
    Without{"garp_lower_prio_delay garp_lower_prio_repeat", noted,
            "who heard a rival and stays master announces again by itself, at most once in 10 s"},
    Without{"garp_extra_if vmac_garp_intvl", missing, "garp.refresh announces on the interface that has the address"},
    Without{"promote_secondaries", standard, ""},
    Without{"notify_deleted", missing, "an instance that a reload removes is told as STOP"},
    Without{
        "notify_master_rx_lower_pri", missing,
        "a second master is a verdict of the detector: see it in metrics and events, or let policy = \"yield\" end it"},
    Without{"notify_priority_changes", missing, "only changes of state are told to scripts"},
    Without{"lvs_sync_daemon_interface", missing, no_lvs},
};

constexpr std::array group{
    Without{"track_bfd", missing, no_bfd},
    Without{"notify_deleted", missing, "an instance that a reload removes is told as STOP"},
    Without{"notify_priority_changes", missing, "only changes of state are told to scripts"},
    Without{"global_tracking", noted, "what a group tracks holds for all its members"},
    Without{"sync_group_tracking_weight", standard, ""},
};

constexpr std::array tracker{
    Without{"quorum_max", missing, "a check of a process has a least number only"},
    Without{"param_match", missing, "the name of the process is compared, not its arguments"},
    Without{"fork_delay terminate_delay delay", noted, "interval, fall and rise of the check say how soon it counts"},
    Without{"init_file", missing, "create the file yourself, with 0 in it: a missing file is a failure"},
};

constexpr std::array top{
    Without{"virtual_server virtual_server_group SSL", missing, no_lvs},
    Without{"bfd_instance track_bfd", missing, no_bfd},
    Without{"static_ipaddress static_routes static_rules", missing,
            "what does not move is the system's: networkd, netplan, ifupdown; Holdfast leaves it alone"},
    Without{"track_group", missing, "static addresses are not tracked"},
    Without{"garp_group", noted, "the announcements of an instance are spaced by garp.interval and garp.pace"},
    Without{"linkbeat_interfaces", noted, "the kernel tells the state of each link"},
};

}  // namespace

std::span<const Without> without_in_globals() {
    return globals;
}
std::span<const Without> without_in_instance() {
    return instance;
}
std::span<const Without> without_in_group() {
    return group;
}
std::span<const Without> without_in_tracker() {
    return tracker;
}
std::span<const Without> without_at_top() {
    return top;
}

}  // namespace holdfast::import
