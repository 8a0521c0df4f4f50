// What the daemon answers, or somebody else at its socket: the client shows it, and the terminal obeys none of it.
#include "daemon/cli/client.hpp"
#include "daemon/cli/events_text.hpp"
#include "daemon/cli/explain_text.hpp"
#include "daemon/cli/fence_text.hpp"
#include "daemon/cli/status_text.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

using namespace cli;

constexpr Moment now{std::chrono::seconds{1'790'000'000}};

void check_printable(const std::string& text) {
    for (const char c : text) {
        ensure((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\n', "no answer commands the terminal");
    }
}

void show(const Json& result) {
    const Paint plain{false};
    check_printable(status_text(result, now, plain));
    check_printable(fence_text(result, now, plain));
    for (const std::string& name : instance_names(result)) {
        check_printable(explain_text(find_instance(result, name), "lb1", now, plain));
    }
    Unseen unseen;
    check_printable(events_text(unseen.of(result), plain, true));
    ensure(unseen.of(result).empty(), "nothing is new twice");
}

void read(Input in) {
    const net::Bytes bytes = in.rest();
    const auto result = read_answer({bytes.begin(), bytes.end()});
    if (result) return show(*result);
    ensure(!result.error().error.empty(), "a refusal says why");
    check_printable(result.error().error);
    check_printable(result.error().hint);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
