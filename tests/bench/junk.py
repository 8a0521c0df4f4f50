#!/usr/bin/env python3
"""200,000 junk frames a second for 60 seconds: IPv4 and IPv6 packets of protocol 112 and ARP, all worthless, in turn.

A pair with an IPv4 and an IPv6 router at 100 ms, and beside it the same time without junk. The injector is compiled here
and pinned to one core: the delivery to the switch and to each host is work of that core, too, and not every machine's comes to
200,000. That is said, and fails nothing; below the floor the run says little about junk, and fails. So it does unless both engines
heard of the junk, read or lost. SECONDS= and RATE= for other runs.
"""
import json
import os
import subprocess
import time

from common import Holdfast, Lan, Steal, Targets, arguments

from flood import ROUTERS, lateness, pair, quantile, resident_kilobytes

RATE, SECONDS = int(os.environ.get("RATE", "200000")), int(os.environ.get("SECONDS", "60"))
FLOOR = min(RATE // 2, 50_000)  # frames a second
HALF_THE_INTERVAL = 50  # milliseconds

INJECTOR = r"""
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { kinds = 4096, batch = 64, size = 78 };
static uint8_t frames[kinds][size];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint16_t header_checksum(const uint8_t *at) {
    uint32_t sum = 0;
    for (int i = 0; i < 20; i += 2) sum += (uint32_t)(at[i] << 8 | at[i + 1]);
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    return htons((uint16_t)~sum);
}

/* The kernel is to take it for a packet of protocol 112; what is in it is noise, sometimes behind a right beginning. */
static void make(uint8_t *f, int number) {
    static const uint8_t to4[] = {1, 0, 0x5e, 0, 0, 0x12}, to6[] = {0x33, 0x33, 0, 0, 0, 0x12}, to_all[] = {255, 255, 255, 255, 255, 255};
    for (int i = 0; i < size; ++i) f[i] = (uint8_t)rand();
    f[6] = 2;
    const int kind = number % 3;
    memcpy(f, kind == 0 ? to4 : kind == 1 ? to6 : to_all, 6);
    if (kind == 0) {
        const uint8_t head[] = {8, 0, 0x45, 0xc0, 0, size - 14, 0, 1, 0, 0, 255, 112, 0, 0, 10, 77, 0, (uint8_t)(60 + rand() % 100), 224, 0, 0, 18};
        memcpy(f + 12, head, sizeof head);
        const uint16_t sum = header_checksum(f + 14);
        memcpy(f + 24, &sum, 2);
        if (number % 2) memcpy(f + 34, "\x31\x33\xfe\x01", 4);
    } else if (kind == 1) {
        const uint8_t head[] = {0x86, 0xdd, 0x60, 0, 0, 0, 0, size - 54, 112, 255, 0xfe, 0x80};
        memcpy(f + 12, head, sizeof head);
        memset(f + 24, 0, 13);
        const uint8_t group[] = {255, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12};
        memcpy(f + 38, group, sizeof group);
        if (number % 2) memcpy(f + 54, "\x31\x33\xfe\x02", 4);
    } else {
        const uint8_t head[] = {8, 6, 0, 1, 8, 0, 6, 4, 0, (uint8_t)(1 + number % 2)};
        memcpy(f + 12, head, sizeof head);
        const uint8_t sender[] = {10, 77, 9, (uint8_t)rand()}, asked[] = {10, 77, 8, (uint8_t)rand()};
        memcpy(f + 28, sender, 4);
        memcpy(f + 38, asked, 4);
    }
}

int main(int count, char **words) {
    if (count != 3) return 2;
    const double rate = atof(words[1]), seconds = atof(words[2]);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sysconf_cpus() - 1, &one);
    sched_setaffinity(0, sizeof one, &one);
    const int fd = socket(AF_PACKET, SOCK_RAW, 0);
    const int yes = 1;
    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes);
    struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex("eth0")};
    if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof to) != 0) return 1;
    static struct iovec parts[kinds];
    static struct mmsghdr all[kinds];
    for (int i = 0; i < kinds; ++i) {
        make(frames[i], i);
        parts[i] = (struct iovec){frames[i], size};
        all[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
    }
    const double began = now();
    uint64_t sent = 0, offered = 0;
    double at;
    while ((at = now() - began) < seconds) {
        if ((double)offered > at * rate) continue;
        const int done = sendmmsg(fd, &all[offered % kinds], batch, 0);
        offered += batch;
        if (done > 0) sent += (uint64_t)done;
        /* What is missed stays missed: no burst beyond the rate makes up for a time without CPU. */
        if ((double)offered < (at - 0.005) * rate) offered = (uint64_t)((at - 0.005) * rate) / batch * batch;
    }
    printf("{\"sent\": %llu, \"seconds\": %f}\n", (unsigned long long)sent, now() - began);
    return 0;
}
""".replace("sysconf_cpus()", "(int)sysconf(_SC_NPROCESSORS_ONLN)").replace("#include <time.h>", "#include <time.h>\n#include <unistd.h>")


def injector(folder) -> str:
    source, program = folder / "inject.c", folder / "inject"
    source.write_text(INJECTOR)
    subprocess.run(["gcc", "-O2", "-Wall", "-o", program, source], check=True)
    return str(program)


def heard(daemon: Holdfast) -> float:
    """The packets of protocol 112 that it refused, and those that its sockets lost."""
    counters = ("holdfast_vrrp_discarded_total", "holdfast_vrrp_adverts_discarded_total", "holdfast_socket_overflows_total")
    return sum(daemon.counted(counter) for counter in counters)


def run(name: str, rate: int, targets: Targets) -> None:
    with Lan("a", "b", "client") as lan:
        daemons = pair(lan, {})
        time.sleep(6)  # the second burst of announcements is over
        lan.capture.close()  # it would have to keep every frame
        changes, resident, late = len(lan.watch.events), resident_kilobytes(lan["a"]), lateness(daemons[0])
        before = [heard(daemon) for daemon in daemons]
        steal = Steal()
        if rate:
            words = [injector(lan.folder), str(rate), str(SECONDS)]
            done = json.loads(subprocess.run(lan["client"].command(*words), capture_output=True, text=True, check=True).stdout)
        else:
            time.sleep(SECONDS)
            done = {"sent": 0, "seconds": SECONDS}
        growth = (resident_kilobytes(lan["a"]) - resident) / 1024
        counts = lateness(daemons[0])
        p99 = quantile(late, counts, 0.99)
        adverts = counts[float("inf")] - late[float("inf")]
        states = [daemon.status(router.name)["state"] for daemon in daemons for router in ROUTERS]
        lost = sum(daemon.metric("holdfast_socket_overflows_total") for daemon in daemons)
        reached = done["sent"] / done["seconds"]
        shares = [(heard(daemon) - earlier) / max(1, done["sent"]) for daemon, earlier in zip(daemons, before)]
        print(f"{name}: {reached:.0f} frames/s{'' if reached >= rate else f', which misses {rate}'}, {adverts:.0f} adverts, states {states}, "
              f"heard of {' and '.join(f'{100 * share:.1f}' for share in shares)} % of them, {lost:.0f} datagrams lost, steal {steal.percent():.1f} %")
        if rate:
            targets.at_most(f"frames/s below the floor of {FLOOR}", max(0, FLOOR - reached), 0)
            targets.at_most("missing to a third of the frames heard of, in percent", max(0, 33 - 100 * min(shares)), 0)
        targets.at_most("addresses that moved", len(lan.watch.events) - changes, 0)
        targets.at_most("nodes that left their state", states != ["master", "master", "backup", "backup"], 0)
        targets.at_most("lateness of adverts in ms, p99 (its bucket's edge)", p99, HALF_THE_INTERVAL)
        targets.at_most("adverts that were not sent, in percent", 100 - adverts / (2 * SECONDS * 10) * 100, 2)
        targets.at_most("growth of the RSS in MB", growth, 2)


def main() -> None:
    options = arguments(__doc__, runs=1)
    targets = Targets()
    for _ in range(options.runs):
        run("quiet", 0, targets)
        run("junk", RATE, targets)
    targets.exit()


if __name__ == "__main__":
    main()
