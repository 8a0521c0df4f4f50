"""The check of events finds what it is there to find."""
import unittest

from events import catalogue, documented, emitted, message_id, with_ids

DOCUMENT = """# Events

## Some

### `found`

**A thing was found.** info · `what`

It was `there`, see [this](that.md).
What to do: nothing.

### `lost`

**A thing was lost.** warning

What to do: look.
"""


class Events(unittest.TestCase):
    def test_names_are_found_however_a_note_is_written(self):
        for text in ('sink_({net::Level::info, "seen", "", {}});', 'note(bad ? net::Level::error : quiet_level(x),\n     "seen", "");'
                     .replace("quiet_level(x)", "net::Level::info"),
                     '{.level = net::Level::warning,\n .event = "seen", .instance = ""}',
                     'net::Note note{.level = level(weight), .event = "seen", .instance = ""};',
                     'net::Note note{\n    a == b ? net::Level::warning : net::Level::info, "seen", name, {}};'):
            self.assertEqual(emitted("daemon/app/x.cpp", text), ({"seen"}, []), text)

    def test_a_name_that_is_no_literal_must_be_explained(self):
        self.assertEqual(emitted("daemon/app/x.cpp", "sink_({net::Level::info, name, {}, {}});"),
                         (set(), ["daemon/app/x.cpp: which events is `name`?"]))
        self.assertEqual(emitted("daemon/app/x.cpp", 'net::Note note{weight, "seen", "", {}};'),
                         (set(), ["daemon/app/x.cpp: what does `Note note{w` log?"]))

    def test_callers_of_helpers_are_asked(self):
        text = 'complain(error_, "a_unavailable", why);\njournal_.write({net::Level::warning, event, "", {}});'
        self.assertEqual(emitted("daemon/app/services.cpp", text), ({"a_unavailable"}, []))
        self.assertTrue(emitted("daemon/app/services.cpp", 'write({net::Level::warning, event, "", {}});')[1])

    def test_a_level_alone_is_no_event(self):
        self.assertEqual(emitted("daemon/config/x.cpp", '{{"info", net::Level::info}, {"error", net::Level::error}}'), (set(), []))

    def test_the_document_is_read_entry_by_entry(self):
        events = documented(DOCUMENT)
        self.assertEqual(list(events), ["found", "lost"])
        self.assertEqual(events["lost"], ("**A thing was lost.** warning", "What to do: look."))

    def test_ids_are_written_once(self):
        once = with_ids(DOCUMENT)
        self.assertEqual(once.count(message_id("found")), 1)
        self.assertEqual(with_ids(once), once)

    def test_the_catalogue_has_what_the_journal_wants(self):
        lines = catalogue(documented(DOCUMENT)).splitlines()
        begin = lines.index(f"-- {message_id('found')}")
        self.assertEqual(lines[begin + 1:begin + 3], ["Subject: A thing was found", "Defined-By: Holdfast"])
        self.assertEqual(lines[begin + 4:begin + 7], ["", 'It was "there", see this.', "What to do: nothing."])


if __name__ == "__main__":
    unittest.main()
