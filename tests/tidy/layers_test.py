"""The layer check finds what it is there to find."""
import pathlib
import unittest

from layers import MAY_INCLUDE, breaches


def found(path: str, text: str) -> list[str]:
    return breaches(pathlib.PurePath(path), text)


class Layers(unittest.TestCase):
    def test_a_lower_layer_may_be_included(self):
        self.assertEqual(found("daemon/vrrp/machine.hpp", '#include "daemon/net/time.hpp"\n'), [])

    def test_a_higher_layer_may_not(self):
        self.assertEqual(found("daemon/vrrp/machine.hpp", '#include "daemon/engine/node.hpp"\n'),
                         ["daemon/vrrp/machine.hpp:1: daemon/vrrp must not include daemon/engine"])

    def test_siblings_do_not_see_each_other(self):
        self.assertTrue(found("detector/judge.cpp", '#include "daemon/engine/status.hpp"\n'))

    def test_the_sensor_is_not_part_of_the_pure_detector(self):
        self.assertEqual(found("detector/sensor/tap.cpp", "#include <sys/socket.h>\n"), [])
        self.assertTrue(found("detector/judge.cpp", '#include "detector/sensor/sensor.hpp"\n'))

    def test_the_order_of_a_fence_is_pure_and_knows_no_processes(self):
        self.assertEqual(found("daemon/fence/procedure.cpp", '#include "daemon/net/time.hpp"\n'), [])
        self.assertTrue(found("daemon/fence/procedure.cpp", '#include "daemon/guard/runner.hpp"\n'))
        self.assertTrue(found("daemon/fence/latch.cpp", "#include <fstream>\n"))

    def test_a_hello_is_pure_and_knows_no_judge(self):
        self.assertEqual(found("detector/hello/codec.hpp", '#include "daemon/vrrp/types.hpp"\n'), [])
        self.assertTrue(found("detector/hello/codec.cpp", '#include "detector/judge.hpp"\n'))
        self.assertTrue(found("detector/hello/session.cpp", "#include <random>\n"))

    def test_the_guard_knows_neither_engine_nor_detector(self):
        self.assertEqual(found("daemon/guard/runner.cpp", "#include <sys/wait.h>\n"), [])
        for header in ("daemon/engine/node.hpp", "detector/judge.hpp", "daemon/config/load.hpp", "daemon/app/host.hpp"):
            self.assertTrue(found("daemon/guard/guard.cpp", f'#include "{header}"\n'), header)

    def test_the_client_knows_nothing_of_what_the_daemon_does(self):
        self.assertEqual(found("daemon/cli/status_text.cpp", '#include "daemon/config/load.hpp"\n'), [])
        for header in ("daemon/engine/node.hpp", "detector/report.hpp", "daemon/guard/guard.hpp", "daemon/app/host.hpp"):
            self.assertTrue(found("daemon/cli/status_text.cpp", f'#include "{header}"\n'), header)

    def test_every_folder_with_code_has_its_place(self):
        root = pathlib.Path(__file__).resolve().parents[2]
        code = (file for top in ("daemon", "detector", "metrics") for file in (root / top).rglob("*.[ch]pp"))
        homeless = {str(file.parent.relative_to(root)) for file in code} - MAY_INCLUDE.keys()
        self.assertEqual(homeless, set())

    def test_an_include_names_the_full_path(self):
        self.assertTrue(found("daemon/vrrp/machine.cpp", '#include "machine.hpp"\n'))

    def test_a_pure_folder_has_no_sockets_threads_or_text_libraries(self):
        for header in ("sys/socket.h", "thread", "mutex", "random", "iostream", "fmt/format.h", "boost/asio.hpp"):
            self.assertTrue(found("daemon/engine/node.cpp", f"#include <{header}>\n"), header)

    def test_durations_are_values_but_reading_a_clock_is_not_pure(self):
        self.assertEqual(found("daemon/engine/node.cpp", "#include <chrono>\n"), [])
        self.assertTrue(found("daemon/engine/node.cpp", "auto now = std::chrono::steady_clock::now();\n"))

    def test_a_pure_folder_does_not_print(self):
        self.assertEqual(found("daemon/engine/words.cpp", 'std::snprintf(text.data(), 9, "%d", 1);\n'), [])
        self.assertTrue(found("daemon/engine/words.cpp", 'std::printf("hello");\n'))

    def test_a_comment_may_speak_of_the_clock(self):
        self.assertEqual(found("daemon/engine/node.cpp", "// steady_clock::now() is the caller's business\n"), [])

    def test_only_net_turns_addresses_into_text(self):
        self.assertEqual(found("daemon/net/address.cpp", "#include <arpa/inet.h>\n"), [])
        self.assertTrue(found("daemon/vrrp/codec.cpp", "#include <arpa/inet.h>\n"))


if __name__ == "__main__":
    unittest.main()
