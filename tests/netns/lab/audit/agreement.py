"""With the daemons as a test leaves them: kernels, wire and daemons say the same."""
from lab.audit.subject import Subject, bare

At = tuple[str, str]  # a host's label, and an address


def owners(subject: Subject) -> list[str]:
    """Of each address: one owner among those who stand for it; none if nobody does."""
    standing: dict[str, set[str]] = {bare(address): set() for daemon in subject.daemons for router in daemon.routers
                                     for address in router.addresses}
    foreign = {(daemon.host.label, address) for daemon in subject.daemons for address in standing
               if subject.was_there_before(daemon, address)}
    for daemon in subject.stands:
        for instance in subject.instances(daemon):
            stands = instance["state"] not in ("init", "fault", "fenced") and not instance["withdrawn"]
            for shown in instance["addresses"]:
                at = (daemon.host.label, bare(shown["address"]))
                entry = standing.setdefault(at[1], set())
                if shown["foreign"]:
                    foreign.add(at)
                elif stands:
                    entry.add(at[0])
    idle = _of_frr(subject, standing)
    return [problem for address, labels in standing.items()
            if (problem := _ownership(subject, address, labels, foreign, idle))]


def _of_frr(subject: Subject, standing: dict[str, set[str]]) -> set[At]:
    """FRR keeps an address on a link that is down, and leaves it there, or in service, when it ends: only while it runs and
    its link is up is it the owner.
    """
    idle = set()
    for frr in subject.frrs:
        label = frr.host.label
        for address in map(bare, frr.router.addresses):
            standing.setdefault(address, set()).update({label} if frr.running else ())
            idle |= set() if frr.running and frr.owns() else {(label, address)}
    return idle


def _ownership(subject: Subject, address: str, standing: set[str], foreign: set[At], idle: set[At]) -> str:
    routers = {daemon.host.label for daemon in [*subject.daemons, *subject.frrs]}
    holding = {label for label in subject.lan.watch.owners(address) & routers if (label, address) not in foreign | idle}
    somebody = any((label, address) in foreign for label in routers)
    if standing and not somebody and (len(holding) != 1 or not holding <= standing):
        return f"{sorted(holding)} hold {address}, for which {sorted(standing)} stand"
    return f"{sorted(holding)} hold {address}, for which nobody stands" if holding and not standing else ""


def status(subject: Subject) -> list[str]:
    """What is said to be present is present, and nothing else; a master has its addresses."""
    wrong = []
    for daemon in subject.holdfasts():
        label = daemon.host.label
        wrong += [] if daemon.socket.exists() else [f"{label} has no control socket"]
        for instance in subject.instances(daemon):
            for shown in instance["addresses"]:
                held = label in subject.lan.watch.owners(bare(shown["address"]))
                if shown["present"] != held:
                    wrong.append(f"{label} says that {shown['address']} is {'' if shown['present'] else 'not '}present")
                if instance["state"] == "master" and not held:
                    wrong.append(f"{label} is master without {shown['address']}")
                if instance["state"] != "master" and held and not shown["foreign"] and not instance["stray"]:
                    wrong.append(f"{label} has {shown['address']} and is {instance['state']}")
    return wrong


def announcements(subject: Subject) -> list[str]:
    """Of what the routers announced for an address, the last is its owner's."""
    wrong = []
    for daemon in subject.holdfasts():
        label = daemon.host.label
        for instance in subject.instances(daemon):
            for address in (bare(shown["address"]) for shown in instance["addresses"] if not shown["foreign"]):
                said = [one.host for one in subject.lan.capture.announcements(address=address) if _by_itself(subject, one)]
                if subject.lan.watch.owners(address) == {label} and said and said[-1] != label:
                    wrong.append(f"the last to announce {address} was {said[-1]}, and {label} has it")
    return wrong


def _by_itself(subject: Subject, announcement) -> bool:
    """By a router in its own name: not what a test forged."""
    routers = {daemon.host.label: daemon.host.mac for daemon in subject.daemons}
    mac = routers.get(announcement.host)
    return mac is not None and (announcement.mac == mac or announcement.mac.startswith("00:00:5e:00:0"))
