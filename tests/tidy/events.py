#!/usr/bin/env python3
"""Every event that the code can log is explained in conf/EVENTS.md, and every one that is explained can be logged; the journal's
catalogue says the same.

    events.py [ROOT]            # prints what differs; exit code 1 if anything does
    events.py ROOT --write      # writes the ids into conf/EVENTS.md, and conf/holdfast.catalog anew
"""
import pathlib
import re
import sys
import uuid

OURS = uuid.UUID("fcc98b21-c497-47f6-b1d2-7a88e86fcae3")  # as in daemon/io/log_entry.cpp

# A note is written as a level, then the name of the event: a literal, or what a helper was called with.
SITE = re.compile(r"(?:\bLevel::\w+|\blevel\(\w+\)|\bflow\.worst)\s*,\s*(?:\.event\s*=\s*)?([^,;}]+)")
NOTE = re.compile(r"\bNote(?: \w+)?\{\s*[^}\s]")
LITERAL = re.compile(r'"(\w+)"')
# Where it is no literal: the expression, and how to find all it can be in the same file.
HELPERS = {
    ("daemon/app/base_settings.cpp", "event"): r'\bsay\("(\w+)"',
    ("daemon/app/essentials.cpp", "std::move(event)"): r'\bwarn\(notes, "(\w+)"',
    ("daemon/app/host.cpp", "doing"): r'\bdoing = [^;]*?\? "(\w+)" : "(\w+)"',
    ("daemon/app/services.cpp", "event"): r'\bcomplain\(\w+, "(\w+)"',
    ("daemon/engine/router_oddities.cpp", "std::string{event"): r'\bwarn\("(\w+)"',
}
# Level and event are both the callers', who are looked at.
PASSED_ON = {"daemon/engine/routings.cpp": "Note note{l"}
# Made of a word and a measure of the detector's: detector/action.hpp.
COMPOSED = {("daemon/app/fencing.cpp", '"would_" + std::string{label(ruling.measure)'): {"would_yield", "would_fence", "would_readmit"}}


def emitted(path: str, text: str) -> tuple[set[str], list[str]]:
    """The events that this source can log, and what is not understood of it."""
    names, unknown = set(), []
    for found in SITE.finditer(text):
        event = found[1].strip()
        if literal := LITERAL.fullmatch(event):
            names.add(literal[1])
        elif helper := HELPERS.get((path, event)):
            calls = [name for call in re.finditer(helper, text) for name in call.groups()]
            unknown += [] if calls else [f"{path}: nobody calls the helper of `{event}`"]
            names.update(calls)
        elif composed := COMPOSED.get((path, event)):
            names |= composed
        else:
            unknown.append(f"{path}: which events is `{event}`?")
    for note in NOTE.finditer(text):
        end = text.find(";", note.start())
        if PASSED_ON.get(path) != note[0] and not SITE.search(text, note.start(), end):
            unknown.append(f"{path}: what does `{note[0]}` log?")
    return names, unknown


def all_emitted(root: pathlib.Path) -> tuple[set[str], list[str]]:
    names, unknown = set(), []
    for top in ("daemon", "detector", "metrics"):
        for file in sorted((root / top).rglob("*.[ch]pp")):
            more, odd = emitted(str(file.relative_to(root)), file.read_text())
            names |= more
            unknown += odd
    return names, unknown


def message_id(event: str) -> str:
    return uuid.uuid5(OURS, event).hex


ENTRY = re.compile(r"^### `(\w+)`\n\n(.+?)\n\n(.*?)(?=^###? |\Z)", re.MULTILINE | re.DOTALL)


def documented(text: str) -> dict[str, tuple[str, str]]:
    """Each event: the line below its name (subject, levels, fields, id), and what is said of it."""
    return {name: (facts, words.strip()) for name, facts, words in ENTRY.findall(text)}


def subject_of(facts: str) -> str:
    return facts.split("**")[1].rstrip(".")


def plain(words: str) -> str:
    """Markdown as the journal shows it."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", words).replace("**", "").replace("`", '"')


def catalogue(events: dict[str, tuple[str, str]]) -> str:
    """In the form of systemd.io/CATALOG."""
    head = "# What the journal says of Holdfast's events with `journalctl -x`. Written from conf/EVENTS.md by tests/tidy/events.py.\n"
    return head + "".join(
        f"\n-- {message_id(name)}\nSubject: {subject_of(facts)}\nDefined-By: Holdfast\n"
        f"Documentation: file:///usr/share/doc/holdfast/EVENTS.md\n\n{plain(words)}\n" for name, (facts, words) in events.items())


def with_ids(text: str) -> str:
    def of(entry: re.Match) -> str:
        facts = entry[2].split(" · id ")[0]
        return entry[0].replace(entry[2], f"{facts} · id `{message_id(entry[1])}`", 1)
    return ENTRY.sub(of, text)


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    document, compiled = root / "conf/EVENTS.md", root / "conf/holdfast.catalog"
    if "--write" in sys.argv:
        document.write_text(with_ids(document.read_text()))
        compiled.write_text(catalogue(documented(document.read_text())))
    names, faults = all_emitted(root)
    events = documented(document.read_text())
    faults += [f"{name} is logged and not in conf/EVENTS.md" for name in sorted(names - events.keys())]
    faults += [f"{name} is in conf/EVENTS.md and never logged" for name in sorted(events.keys() - names)]
    faults += [f"{name}: its id is {message_id(name)}" for name, (facts, _) in events.items() if message_id(name) not in facts]
    faults += [f"{name}: what to do is missing" for name, (_, words) in events.items() if "What to do:" not in words]
    if compiled.read_text() != catalogue(events):
        faults.append("conf/holdfast.catalog is not what conf/EVENTS.md says: events.py . --write")
    print("\n".join(faults) or f"{len(names)} events")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
