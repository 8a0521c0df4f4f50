"""Each alert fires when it must, and is silent when it must not; two nodes, a and b, with one virtual router, web."""
import re
import subprocess

import pytest
import yaml
from files import ROOT, ROUTES, alerts, catalogue, metrics_in, rules
from promtool import Story, alert, node_alert, of_node, of_web, plain, promtool, state, up, web_alert

RECORDED = {"holdfast_masters", "holdfast_master_heard"}  # in cluster_name:holdfast_masters:count, …


def masters(a: str, b: str) -> list[dict]:
    return [state("a", "master", a), state("b", "master", b)]


def heard_by_b(last: str) -> list[dict]:
    """When b heard an advert of a for the last time."""
    return [of_web("b", "holdfast_vrrp_master_down_interval_seconds", "3.6x200"),
            of_web("b", "holdfast_peer_last_advert_timestamp_seconds", last, peer="192.0.2.2")]


def calm(instance: str) -> list[dict]:
    """What a healthy node shows."""
    return [of_web(instance, "holdfast_split_brain", "0x200"), of_web(instance, "holdfast_drill", "0x200"),
            of_web(instance, "holdfast_detector_condition", "1x200", verdict="healthy"),
            of_web(instance, "holdfast_detector_condition", "1x200", verdict="transition"),
            of_web(instance, "holdfast_detector_condition", "1x200", verdict="oracle_unreliable"),
            of_web(instance, "holdfast_incidents_total", "3x200", certain="true"),
            of_web(instance, "holdfast_address_reinstated_total", "7x200"),
            of_web(instance, "holdfast_vrrp_advert_interval_seconds", "1x200"),
            of_web(instance, "holdfast_vrrp_advert_lateness_seconds_bucket", "0+5x200", le="0.001"),
            of_web(instance, "holdfast_vrrp_advert_lateness_seconds_bucket", "0+5x200", le="+Inf"),
            state(instance, "fault", "0x200"), state(instance, "fenced", "0x200"),
            of_node(instance, "holdfast_hello_up", "1x200", peer="10.0.0.2", channel="hello"),
            of_node(instance, "holdfast_fence_runs_total", "2x200", result="failed"),
            of_node(instance, "holdfast_fence_runs_total", "0+1x200", result="succeeded"),
            of_node(instance, "holdfast_check_up", "1x200", check="nginx"), of_node(instance, "holdfast_guard_up", "1x200"),
            of_node(instance, "holdfast_config_last_reload_successful", "1x200")]


def present(a: str, b: str) -> list[dict]:
    return [of_web(host, "holdfast_address_present", values, address="192.0.2.10") for host, values in (("a", a), ("b", b))]


@pytest.mark.parametrize("metrics", [{}, {"holdfast_vrrp_state": "fault"}], ids=["text", "OpenMetrics"])
def test_both_formats_of_the_metrics_make_the_same_alert(metrics):
    fault = web_alert("HoldfastFault", "b", state="fault")
    Story(of_web("b", "holdfast_vrrp_state", "1x60", state="fault", **metrics)).at("1m", fault).holds()


# What happens to pairs, and what may be said about it.

def test_a_healthy_pair_is_silent():
    story = Story(up("a"), up("b"), *masters("1x200", "0x200"), *present("1x200", "0x200"), *calm("a"), *calm("b"),
                  *heard_by_b("0+5x200"))
    story.until("15m").holds()


def test_a_crash_fail_over_is_no_split_and_no_loss_of_the_master():
    story = Story(up("a", "1x5 0x200"), up("b"), *masters("1x5 stale", "0x6 1x200"), *present("1x5 stale", "0x6 1x200"),
                  *heard_by_b("0+5x5 25x200"))
    down = node_alert("HoldfastDown", "a")
    story.at("1m25s").at("1m30s", down).says("1m30s", "a has been unreachable for a minute: redundancy may be lost.", down)
    story.until("15m", "HoldfastDown").holds()


def test_the_last_word_of_a_target_that_is_down_does_not_count_even_where_it_lingers():
    Story(up("a", "1x5 0x10"), up("b"), *masters("1x60", "0x6 1x60")).until("1m").holds()


def test_a_planned_hand_over_looks_like_two_masters_for_one_scrape_and_is_no_split():
    Story(up("a"), up("b"), *masters("1x6 0x200", "0x5 1x200"), *heard_by_b("0+5x6 30x200")).until("10m").holds()


def test_a_planned_hand_over_looks_like_no_master_for_one_scrape_and_is_no_loss():
    Story(up("a"), up("b"), *masters("1x5 0x200", "0x6 1x200"), *heard_by_b("0+5x5 25x200")).until("10m").holds()


def test_a_scrape_that_fails_once_changes_nothing():
    gaps = Story(up("a", "1x5 0 1x60"), up("b", "1x20 0 1x60"), *masters("1x5 _ 1x60", "0x20 _ 0x60"),
                 of_node("a", "holdfast_config_last_reload_successful", "1x5 _ 1x60"),
                 of_web("a", "holdfast_incidents_total", "2x5 _ 2x60", certain="true"), *heard_by_b("0+5x20 _ 110+5x60"))
    gaps.until("5m").holds()


def test_a_split_goes_on_behind_a_scrape_that_fails_once():
    story = Story(up("a", "1x10 0 1x60"), up("b"), of_web("a", "holdfast_split_brain", "0x5 1x4 stale 1x60"))
    story.at("50s", web_alert("HoldfastSplitBrain")).at("55s", web_alert("HoldfastSplitBrain")).holds()


def test_a_daemon_that_starts_anew_counts_from_nothing_and_that_is_no_news():
    restarted = [of_web("a", "holdfast_incidents_total", "5x5 _x2 0x100", certain="true"),
                 of_web("a", "holdfast_address_reinstated_total", "9x5 _x2 0x100"),
                 of_node("a", "holdfast_fence_runs_total", "4x5 _x2 0x100", result="failed")]
    Story(up("a", "1x5 0x1 1x100"), up("b"), *masters("1x5 _x2 1x100", "0x200"), *restarted,
          *heard_by_b("0+5x200")).until("8m").holds()


def test_a_prometheus_that_starts_in_a_healthy_cluster_says_nothing():
    Story(up("a", "_x2 1x60"), up("b", "_x4 1x60"), *masters("_x2 1x60", "_x4 0x60")).until("5m").holds()


def test_a_master_that_only_prometheus_cannot_reach_is_no_loss_of_the_master():
    story = Story(up("a", "1x5 0x200"), up("b"), *masters("1x5 stale", "0x200"), *heard_by_b("0+5x200"))
    unseen = web_alert("HoldfastMasterUnseen")
    story.at("1m25s").at("2m", unseen, node_alert("HoldfastDown", "a"))
    story.says("2m", "Backups in lb hear a master of web (VRID 51) that Prometheus does not see.", unseen)
    story.until("15m", "HoldfastDown", "HoldfastMasterUnseen").holds()


def test_a_dead_master_beside_a_stuck_backup_is_a_loss_although_a_target_is_down():
    story = Story(up("a", "1x5 0x60"), up("b"), *masters("1x5 stale", "0x60"), *heard_by_b("0+5x5 25x60"))
    none = web_alert("HoldfastNoMaster")
    story.at("30s").at("2m", none, node_alert("HoldfastDown", "a"))
    story.says("2m", "Nobody in lb is master of web (VRID 51), and none is heard.", none).holds()


def test_a_cluster_of_which_nothing_is_left_pages():
    everything = alert("HoldfastClusterDown")
    story = Story(up("a", "0x60"), up("b", "0x60")).at("25s").at("30s", everything)
    story.says("30s", "All Holdfast nodes of lb are unreachable for Prometheus.", everything)
    story.at("1m", everything, node_alert("HoldfastDown", "a"), node_alert("HoldfastDown", "b")).holds()


def test_no_target_at_all_is_said():
    story = Story()
    story.test["input_series"] = []
    absent = {"alertname": "HoldfastAbsent", "severity": "warning", "job": "holdfast"}
    story.at("4m55s").at("5m", absent).says("5m", "There is no target in the job `holdfast`.", absent).holds()


def test_the_watchdog_never_ends():
    watchdog = {"alertname": "HoldfastWatchdog", "severity": "info"}
    words = "This alert always fires; its absence is the alarm."
    Story().says("0s", words, watchdog).says("1h", words, watchdog).holds()


# Split brain.

def test_a_proven_split_is_one_alert_at_once_whoever_knows():
    story = Story(up("a"), up("b"), of_web("a", "holdfast_split_brain", "0x5 1x20 0x40"),
                  of_web("b", "holdfast_split_brain", "0x7 1x18 0x40"))
    split = web_alert("HoldfastSplitBrain")
    story.at("25s").at("30s", split).at("1m", split)
    story.says("30s", "web (VRID 51) has a second owner; proven by a.", split)
    story.says("1m", "web (VRID 51) has a second owner; proven by a, b.", split)
    story.at("3m10s", split).at("3m15s").holds()


def test_a_split_that_comes_and_goes_is_one_alert():
    story = Story(up("a"), of_web("a", "holdfast_split_brain", "1x2 0x8 1x2 0x8 1x2 0x60"))
    for moment in ("0s", "30s", "1m", "1m30s", "2m"):
        story.at(moment, web_alert("HoldfastSplitBrain"))
    story.at("3m30s").holds()


def test_two_virtual_routers_are_two_splits():
    other = of_node("a", "holdfast_split_brain", "1x20", name="db", vrid="52", family="ipv4", interface="eth0")
    story = Story(up("a"), of_web("a", "holdfast_split_brain", "1x20"), other)
    story.at("5s", web_alert("HoldfastSplitBrain"), alert("HoldfastSplitBrain", name="db", vrid="52", family="ipv4")).holds()


def test_two_masters_that_cannot_hear_each_other_are_seen_from_outside():
    story = Story(up("a"), up("b"), *masters("1x60", "0x3 1x10 0x60"))
    two = web_alert("HoldfastMultipleMasters")
    story.at("45s").at("50s", two).says("50s", "2 nodes of lb are master of web (VRID 51).", two)
    story.at("1m30s", two).at("3m").holds()


def test_the_cross_check_ends_before_the_split_does_so_that_it_makes_no_page_of_its_own():
    story = Story(up("a"), up("b"), *masters("1x60", "0x5 1x20 0x60"), of_web("a", "holdfast_split_brain", "0x6 1x22 0x60"))
    story.at("2m", web_alert("HoldfastSplitBrain"), web_alert("HoldfastMultipleMasters"))
    story.at("3m15s", web_alert("HoldfastSplitBrain")).at("3m30s").holds()


def test_masters_of_the_same_vrid_in_other_clusters_or_under_other_names_are_no_split():
    elsewhere = [of_node("c", "holdfast_vrrp_state", "1x60", name="db", vrid="51", family="ipv4", interface="eth0", state="master"),
                 {"series": 'holdfast_vrrp_state{cluster="other", job="holdfast", instance="z", name="web", vrid="51", '
                            'family="ipv4", interface="eth0", state="master"}', "values": "1x60"}]
    Story(up("a"), up("b"), up("c"), *masters("1x60", "0x60"), *elsewhere).until("5m").holds()


def test_a_drill_reaches_the_pager_marked():
    story = Story(of_web("a", "holdfast_split_brain", "0x2 1x5 0x60"), of_web("a", "holdfast_drill", "0x2 1x5 0x60"),
                  of_web("b", "holdfast_drill", "0x60"))
    drill = web_alert("HoldfastSplitBrain", drill="true")
    story.at("10s").at("15s", drill).at("2m")
    story.says("15s", "This is a drill. web (VRID 51) has a second owner; proven by a.", drill,
               summary="DRILL: A virtual address has two owners.").holds()


def test_a_split_on_one_node_is_no_drill_because_another_rehearses():
    story = Story(of_web("a", "holdfast_split_brain", "1x30"), of_web("a", "holdfast_drill", "0x30"),
                  of_web("b", "holdfast_drill", "1x30"))
    story.at("15s", web_alert("HoldfastSplitBrain")).holds()


def test_an_incident_is_reported_when_it_is_over():
    story = Story(of_web("a", "holdfast_incidents_total", "0x3 1x200", certain="false"),
                  of_web("a", "holdfast_incidents_total", "0x200", certain="true"))
    over = web_alert("HoldfastIncident", "a", certain="false")
    story.at("15s").at("25s", over).at("11m")
    story.says("25s", "a reports an incident of web (VRID 51 on eth0) that is over; certain: false.", over).holds()


# Other verdicts.

@pytest.mark.parametrize("verdict", ["isolated", "master_blackhole", "unowned", "duplicate_daemon"])
def test_a_critical_verdict_pages_at_once_also_behind_another(verdict):
    broken = web_alert("HoldfastVerdictCritical", "a", verdict=verdict)
    story = Story(of_web("a", "holdfast_detector_condition", "1x2 stale", verdict="healthy"),
                  of_web("a", "holdfast_detector_condition", "_x3 1x30", verdict="split_brain"),
                  of_web("a", "holdfast_detector_condition", "_x3 1x5 stale", verdict=verdict))
    story.at("10s").at("15s", broken).at("1m").says("15s", f"a finds web (VRID 51 on eth0) {verdict}.", broken).holds()


@pytest.mark.parametrize("verdict", ["jeopardy", "flapping", "suspected", "upstream_down", "uplink_degraded", "proxy_arp", "loop",
                                     "vrid_collision", "misconfigured", "stale_self", "partial_partition"])
def test_a_warning_is_reported_once_it_lasts(verdict):
    lasting = web_alert("HoldfastVerdictWarning", "a", verdict=verdict)
    story = Story(of_web("a", "holdfast_detector_condition", "1x20 stale _x3 1x100", verdict=verdict))
    story.at("6m").at("7m30s", lasting).says("7m30s", f"a finds web (VRID 51 on eth0) {verdict}.", lasting).holds()


def test_a_detector_that_stays_blind_is_reported():
    blind = web_alert("HoldfastDetectorBlind", "a", verdict="blind")
    story = Story(of_web("a", "holdfast_detector_condition", "1x100", verdict="blind")).at("4m55s").at("5m", blind)
    story.says("5m", "A second owner of web would go unnoticed on a (eth0).", blind).holds()


def test_a_hello_that_is_lost_for_a_moment_is_nothing_one_that_stays_lost_is():
    silent = node_alert("HoldfastHelloSilent", "a", peer="10.0.0.2", channel="hello")
    story = Story(of_node("a", "holdfast_hello_up", "1x2 0x5 1x2 0x60", peer="10.0.0.2", channel="hello"))
    story.at("1m40s").at("2m", silent)
    story.says("2m", "a hears no hello of 10.0.0.2: the next loss could not be told from a split.", silent).holds()


# The fence.

def test_a_fence_pages_at_once_and_until_it_is_released():
    fenced = web_alert("HoldfastFenced", "a", state="fenced")
    story = Story(state("a", "fenced", "0x2 1x10 0x10")).at("10s").at("15s", fenced).at("1m30s")
    story.says("15s", "a has taken web (VRID 51 on eth0) out of service.", fenced).holds()


def test_a_fence_that_failed_pages_one_that_succeeded_does_not():
    failed = node_alert("HoldfastFenceFailed", "a", result="failed")
    story = Story(of_node("a", "holdfast_fence_runs_total", "0x3 1x200", result="failed"),
                  of_node("b", "holdfast_fence_runs_total", "0x200", result="failed"),
                  of_node("b", "holdfast_fence_runs_total", "0x3 1x200", result="succeeded"))
    story.at("15s").at("25s", failed).at("11m")
    story.says("25s", "a could not carry out all steps of a fence: it may still serve.", failed).holds()


# One node.

def test_a_fault_is_reported_once_it_lasts():
    fault = web_alert("HoldfastFault", "b", state="fault")
    story = Story(state("b", "fault", "0x1 1x4 0x2 1x30"), state("a", "fault", "0x60")).at("30s").at("1m15s").at("1m20s", fault)
    story.says("1m20s", "web on b (eth0) is in fault.", fault).holds()


def test_a_master_without_its_address_pages_a_backup_without_it_does_not():
    missing = web_alert("HoldfastAddressMissing", "a", address="192.0.2.10")
    story = Story(up("a"), up("b"), *masters("1x60", "0x60"), *present("1x2 0x60", "0x60")).at("25s").at("30s", missing)
    story.says("30s", "a is master of web, but its kernel does not have 192.0.2.10.", missing).holds()


def test_a_master_without_its_route_pages_a_backup_without_it_does_not():
    entry = "198.51.100.0/24 via 192.0.2.254"
    routing = [of_web(host, "holdfast_routing_present", values, entry=entry) for host, values in (("a", "1x2 0x60"), ("b", "0x60"))]
    missing = web_alert("HoldfastRoutingMissing", "a", entry=entry)
    story = Story(up("a"), up("b"), *masters("1x60", "0x60"), *routing).at("25s").at("30s", missing)
    story.says("30s", f"a is master of web, but its kernel does not have {entry}.", missing).holds()


def test_an_address_that_is_removed_once_is_no_news_again_and_again_is():
    contested = web_alert("HoldfastAddressContested", "a")
    story = Story(of_web("a", "holdfast_address_reinstated_total", "0x120 1x120 1+1x10 12x200")).until("20m").at("21m", contested)
    story.at("40m").holds()


def test_a_check_that_is_down_is_reported_once_it_lasts():
    down = node_alert("HoldfastCheckDown", "a", check="nginx")
    story = Story(of_node("a", "holdfast_check_up", "1x2 0x5 1x2 0x60", check="nginx")).at("1m40s").at("2m", down)
    story.says("2m", "The check nginx fails on a: what tracks it is weaker there, or in fault.", down).holds()


def test_adverts_that_are_late_by_half_an_interval_are_reported():
    def sent(instance: str, late: str) -> list[dict]:
        counts = {"0.1": "0+1x200" if late == "0.5" else "0x200", "0.5": "0+1x200" if late == "0.5" else "0x200",
                  "1.0": "0+1x200", "+Inf": "0+1x200"}
        return [of_web(instance, "holdfast_vrrp_advert_lateness_seconds_bucket", values, le=le) for le, values in counts.items()]

    interval = [of_web(host, "holdfast_vrrp_advert_interval_seconds", "1x200") for host in "ab"]
    story = Story(*sent("a", "1.0"), *sent("b", "0.5"), *interval)
    late = web_alert("HoldfastAdvertsLate", "a")
    story.at("4m").at("6m", late)
    story.says("6m", "Adverts of web leave a up to 995ms late: a backup may take over from a live master.", late).holds()


def test_adverts_without_a_signature_may_be_accepted_for_an_hour():
    story = Story(of_web("a", "holdfast_vrrp_unauthenticated_total", "0+1x300 300x700"),
                  of_web("b", "holdfast_vrrp_unauthenticated_total", "0+1x900"))
    unsigned = web_alert("HoldfastUnsignedAccepted", "b")
    story.until("59m").at("62m", unsigned)
    story.says("62m", "b accepts adverts of web (eth0) that prove nothing: hmac is not enforced there.", unsigned).holds()


def test_adverts_that_are_refused_for_their_signature_are_reported_others_are_not():
    refused = web_alert("HoldfastSignatureRefused", "a", reason="hmac_time")
    story = Story(of_web("a", "holdfast_vrrp_adverts_discarded_total", "0x3 1+1x60 61x200", reason="hmac_time"),
                  of_web("a", "holdfast_vrrp_adverts_discarded_total", "0+1x200", reason="checksum"))
    story.at("1m10s").at("2m", refused).at("12m")
    story.says("2m", "a drops adverts of web (eth0): hmac_time.", refused).holds()


def test_a_guard_that_does_not_come_back_is_reported():
    gone = node_alert("HoldfastGuardDown", "a")
    story = Story(of_node("a", "holdfast_guard_up", "1x2 0x2 1x2 0x60")).at("1m40s").at("1m45s", gone)
    story.says("1m45s", "If the daemon on a died now, its addresses would stay until the kernel drops them.", gone).holds()


def test_a_reload_that_failed_is_reported_until_one_succeeds():
    failed = node_alert("HoldfastReloadFailed", "a")
    story = Story(of_node("a", "holdfast_config_last_reload_successful", "1x10 0x10 _ 0x80 1x20"))
    story.at("5m").at("6m", failed).at("8m40s").holds()


def test_a_script_that_fails_is_reported_one_that_is_called_is_not():
    failed = web_alert("HoldfastNotTold", "a", result="timeout")
    story = Story(of_web("a", "holdfast_notify_runs_total", "0x3 1x200", result="timeout"),
                  of_web("a", "holdfast_notify_runs_total", "0+1x200", result="ok"))
    story.at("15s").at("25s", failed).at("11m").says("25s", "a: notify of web: timeout.", failed).holds()


def test_a_message_that_nobody_takes_is_reported_one_that_is_tried_again_is_not():
    to = {"outlet": "mail", "target": "smtp://mx"}
    refused = node_alert("HoldfastNotTold", "a", result="refused", **to)
    story = Story(of_node("a", "holdfast_notify_messages_total", "0x3 1x200", result="refused", **to),
                  of_node("a", "holdfast_notify_messages_total", "0+1x200", result="retried", **to))
    story.at("15s").at("25s", refused).says("25s", "a: mail to smtp://mx: refused.", refused).holds()


def test_messages_that_wait_for_ten_minutes_are_reported():
    to = {"outlet": "alertmanager", "target": "http://192.0.2.9:9093"}
    waiting = node_alert("HoldfastMessagesWait", "a", **to)
    story = Story(of_node("a", "holdfast_notify_messages_waiting", "0x3 1x60 0 2x200", **to)).at("14m").at("16m", waiting)
    story.says("16m", "a tries in vain to reach alertmanager at http://192.0.2.9:9093; 2 waiting.", waiting).holds()


# The file.

def test_promtool_finds_nothing_wrong():
    promtool("check", "rules", "--lint=all", "--lint-fatal", "alerts/holdfast.rules.yml")


@pytest.mark.parametrize("name", alerts())
def test_each_alert_tells_people_what_to_do(name):
    labels, annotations = alerts()[name]["labels"], alerts()[name]["annotations"]
    assert name.startswith("Holdfast") and labels in [{"severity": one} for one in ("critical", "warning", "info")]
    assert set(annotations) == {"summary", "description", "runbook_url"}
    assert "$" not in plain(annotations["summary"]), "a summary is the same for all"
    runbook = (ROOT / annotations["runbook_url"]).read_text()
    assert runbook.startswith(f"# {name}\n") and "\n    " in runbook, "its name, and commands to run"


def test_each_runbook_has_its_alert():
    assert {path.stem for path in (ROOT / "alerts/runbooks").iterdir()} == set(alerts())


def test_each_alert_is_seen_to_fire_here():
    text = open(__file__).read()
    assert [name for name in alerts() if f'"{name}"' not in text] == []


def test_the_rules_use_metrics_that_exist():
    for rule in rules():
        assert metrics_in(rule["expr"]) - RECORDED <= set(catalogue()), rule


# Routes and examples.

@pytest.mark.parametrize("receiver, labels", [
    ("pager", {"alertname": "HoldfastSplitBrain", "severity": "critical", "name": "web"}),
    ("pager", {"alertname": "HoldfastClusterDown", "severity": "critical"}),
    ("tickets", {"alertname": "HoldfastDown", "severity": "warning"}),
    ("heartbeat", {"alertname": "HoldfastWatchdog", "severity": "info"}),
])
def test_an_alert_goes_where_it_belongs(receiver, labels):
    words = [f"{name}={value}" for name, value in labels.items()]
    subprocess.run(["amtool", "config", "routes", "test", f"--config.file={ROUTES}", f"--verify.receivers={receiver}", *words],
                   check=True, capture_output=True)


def test_pages_do_not_wait():
    pager = next(route for route in yaml.safe_load(ROUTES.read_text())["route"]["routes"] if route["receiver"] == "pager")
    assert pager["group_wait"] == "0s"


def test_only_alerts_that_exist_silence_others():
    named = re.findall(r'alertname=~?"([\w|.*]+)"', ROUTES.read_text())
    assert len(named) == 11
    for pattern in (one for names in named for one in names.split("|")):
        assert any(re.fullmatch(pattern, name) for name in alerts()), pattern


def test_the_examples_are_valid():
    subprocess.run(["amtool", "check-config", str(ROUTES)], check=True, capture_output=True)
    promtool("check", "config", "--syntax-only", "conf/prometheus.yml")


def test_the_example_scrapes_the_job_that_the_rules_ask_for():
    (job,) = yaml.safe_load((ROOT / "conf/prometheus.yml").read_text())["scrape_configs"]
    assert job["job_name"] == "holdfast" and all("cluster" in group["labels"] for group in job["static_configs"])
