"""How daemons ended. One that dies by itself has a guard that tidies up, and a peer that takes over: nothing else may tell."""
from lab.audit.subject import Subject
from lab.daemons import Holdfast


def deaths(subject: Subject) -> list[str]:
    """Of a life that was asked to end, or should have gone on; asked of all when they were stopped."""
    daemons = [daemon for daemon in subject.daemons if isinstance(daemon, Holdfast)]
    died = [f"{daemon.host.label} ended with {code}: {daemon.log()[-500:]}" for daemon in daemons for code in daemon.deaths()]
    return died + [f"{daemon.host.label} does not end: {daemon.log()[-500:]}" for daemon in daemons if daemon.running]
