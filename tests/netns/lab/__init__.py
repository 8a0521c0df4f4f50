"""A small laboratory: LANs of network namespaces, the daemons on them, and what the kernel and the wire say about both.

    with Lan("a", "b", "client") as lan:
        lan.start(Holdfast(lan["a"], VirtualRouter(priority=200)))
        lan.start(Keepalived(lan["b"], VirtualRouter(priority=100)))
        wait_for(lambda: lan.watch.owners("10.77.0.10") == {"a"}, 5, "a owns the address")

Nothing here trusts a daemon's own word: `Capture` sees each frame a host sends, with the kernel's time; `AddressWatch`
sees the addresses of all hosts as one ordered stream of the kernel's own events.
"""
