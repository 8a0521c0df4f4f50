// What checks read on their own host: the kernel's process events, the arguments in /proc, the number in a file.
#include "daemon/probes/files.hpp"
#include "daemon/probes/process_event.hpp"
#include "daemon/probes/process_table.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

void check_event(const net::Bytes& message) {
    const auto pid = probes::process_event::executed(message);
    if (!pid) return;
    ensure(message.size() >= 60, "an event is as long as a header, a header and an event");
    ensure(message[36] == 2 && message[37] == 0, "and tells of an execution");
}

void check_arguments(const std::string& arguments) {
    const std::string_view program = probes::program_in(arguments);
    ensure(!program.contains('/') && !program.contains('\0'), "a file name has no folder");
    const std::string line = probes::as_line(arguments);
    ensure(!line.contains('\0') && line.size() <= arguments.size(), "a line has no zeros");
    ensure(line.contains(program), "and the program's name in it");
}

// Digits alone, with a sign, between blanks; and what was read, written again, is read as the same.
void check_number(const std::string& content) {
    const checks::Outcome read = probes::number_in(content);
    ensure(read.ok == read.number.has_value() && !read.reason.empty(), "a number, or why there is none");
    for (const char c : read.reason) ensure(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "in words that print");
    if (!read.ok) return;
    ensure(content.find_first_not_of("+-0123456789 \t\r\n") == std::string::npos, "a number is of digits");
    ensure(probes::number_in(std::to_string(*read.number)).number == read.number, "and is what its text says");
}

void read(Input in) {
    const std::size_t kind = in.below(3);
    const net::Bytes bytes = in.rest();
    const std::string text{bytes.begin(), bytes.end()};
    if (kind == 0) return check_event(bytes);
    kind == 1 ? check_arguments(text) : check_number(text);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
