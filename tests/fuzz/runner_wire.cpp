// What steward, engine and runner say to each other: whatever decodes is written as what was read, and nothing can be
// ordered but what is in a list that was handed over.
#include <iterator>

#include "daemon/runner/catalogue.hpp"
#include "daemon/runner/wire.hpp"
#include "tests/fuzz/input.hpp"

namespace holdfast::fuzz {
namespace {

using namespace runner;

// Several in one message lie one behind the other.
template <class T>
void check_words(net::ByteView message, const std::vector<T>& all) {
    net::Bytes written;
    for (const T& one : all) std::ranges::copy(encode(one), std::back_inserter(written));
    ensure(!all.empty() && std::ranges::equal(written, message), "a message survives reading and writing");
}

void check_ended(const Ended& ended) {
    ensure(ended.fate == Fate::not_started || !describe(ended).empty(), "how it ended has words");
}

void check_order(const Order& order) {
    const Run* run = std::get_if<Run>(&order);
    if (!run) return;
    const std::vector<Command> commands{{.argv = {"/bin/true"}, .user = ""}};
    Catalogue catalogue;
    catalogue.add(commands);
    const bool is_there = run->generation == generation_of(commands) && run->command == 0;
    ensure((catalogue.find(run->generation, run->command) != nullptr) == is_there, "what is not there is not found");
}

void check_commands(net::ByteView message, std::vector<Command> commands) {
    ensure(encode(commands).size() == message.size(), "nothing is added or left out");
    ensure(decode_commands(encode(commands)) == commands, "a list survives writing and reading");
    for (Command& command : commands) command.user.clear();  // others are asked of the system
    if (commands.empty()) return;
    const auto count = static_cast<std::uint32_t>(commands.size());
    const std::vector<Command> shorter{commands.begin(), commands.end() - 1};

    Catalogue catalogue;
    catalogue.add(shorter);
    catalogue.add(commands);
    const Generation whole = generation_of(commands);
    ensure(!catalogue.find(generation_of(shorter), count - 1), "there are not so many in the shorter one");
    ensure(!catalogue.find(whole, count), "nor in the longer one");
    const Entry* last = catalogue.find(whole, count - 1);
    ensure(last && last->command == commands.back(), "what is ordered is what was handed over");
    ensure(count == 1 || !catalogue.find(generation_of(shorter), 0), "who orders from one has done with older ones");
}

void read(Input in) {
    const net::Bytes message = in.rest();
    const auto orders = decode_orders(message);
    const auto ends = decode_ends(message);
    ensure(!orders || !ends, "a message is of one kind");
    if (orders) {
        check_words(message, *orders);
        std::ranges::for_each(*orders, check_order);
    }
    if (ends) {
        check_words(message, *ends);
        std::ranges::for_each(*ends, check_ended);
    }
    if (auto commands = decode_commands(message)) check_commands(message, std::move(*commands));
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
