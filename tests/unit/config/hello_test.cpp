// [hello]: where it speaks, to whom, and with which key.
#include <chrono>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace hello_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

detector::Endpoint at(std::string_view address, std::uint16_t port) {
    return {net::IpAddress::parse(address).value(), port};
}

// A complete section; `more` replaces nothing and adds keys.
std::string hello(std::string_view listen, std::string_view peers, std::string_view more = "") {
    return "[hello]\nlisten = \"" + std::string{listen} + "\"\npeers = [" + std::string{peers} +
           "]\nkey = \"0123456789abcdef\"\n" + std::string{more} + "\n";
}

TEST(Hello, IsNotSpokenWithoutASection) {
    EXPECT_EQ(loaded("").config.detector.hello, std::nullopt);
}

TEST(Hello, TakesEachKey) {
    const auto config =
        loaded(hello("10.0.0.1:10112", "\"10.0.0.2:10113\", \"10.0.0.3:10112\"", "interval = \"250ms\"")).config;
    const detector::HelloSettings expected{
        at("10.0.0.1", 10112), {at("10.0.0.2", 10113), at("10.0.0.3", 10112)}, "0123456789abcdef", 250ms};
    EXPECT_EQ(config.detector.hello, expected);
}

TEST(Hello, FollowsTheAdvertsWhenToldAuto) {
    const auto config = loaded(hello("10.0.0.1:1", "\"10.0.0.2:1\"", "interval = \"auto\"")).config;
    EXPECT_EQ(config.detector.hello.value().interval, std::nullopt);
}

TEST(Hello, SpeaksIpv6InBrackets) {
    const auto config = loaded(hello("[2001:db8::1]:10112", "\"[2001:db8::2]:10112\"")).config;
    EXPECT_EQ(config.detector.hello.value().listen, at("2001:db8::1", 10112));
}

TEST(Hello, NeedsItsKeys) {
    EXPECT_THAT(messages_of("[hello]\n"),
                UnorderedElementsAre("[hello] has no listen", "[hello] has no peers", "[hello] has no key"));
}

class BadEndpoint : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadEndpoint, IsRefused) {
    EXPECT_THAT(messages_of(hello(GetParam().first, "\"10.0.0.2:1\"")), ElementsAre(HasSubstr(GetParam().second)));
}

INSTANTIATE_TEST_SUITE_P(Each, BadEndpoint,
                         testing::Values(std::pair{"10.0.0.1", "is not an address with a port"},
                                         std::pair{"10.0.0.1:", "is not an address with a port"},
                                         std::pair{"10.0.0.1:0", "is not an address with a port"},
                                         std::pair{"10.0.0.1:65536", "is not an address with a port"},
                                         std::pair{"lb1:10112", "is not an address with a port"},
                                         std::pair{":10112", "is not an address with a port"},
                                         std::pair{"2001:db8::1:10112", "is not an address with a port"},
                                         std::pair{"[10.0.0.1]:10112", "is not an address with a port"},
                                         std::pair{"0.0.0.0:10112", "is no address of a machine"},
                                         std::pair{"224.0.0.18:10112", "is a multicast address"},
                                         std::pair{"[fe80::1]:10112", "says nothing without its interface"}));

class HelloMistake : public testing::TestWithParam<Mistake> {};

TEST_P(HelloMistake, IsToldWithItsPlace) {
    EXPECT_THAT(messages_of(GetParam().text), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(GetParam().text), GetParam().place);
}

const std::string to_nobody = hello("10.0.0.1:1", "");
const std::string to_itself = hello("10.0.0.1:1", "\"10.0.0.1:1\"");
const std::string mixed = hello("10.0.0.1:1", "\"10.0.0.2:1\", \"[2001:db8::2]:1\"");
const std::string twice = hello("10.0.0.1:1", "\"10.0.0.2:1\", \"10.0.0.2:1\"");
const std::string from_virtual = hello("10.0.0.10:1", "\"10.0.0.2:1\"") + instance_with("");
const std::string to_virtual = hello("10.0.0.1:1", "\"10.0.0.10:1\"") + instance_with("");
const std::string short_key = "[hello]\nlisten = \"10.0.0.1:1\"\npeers = [\"10.0.0.2:1\"]\nkey = \"0123456789abcde\"\n";

INSTANTIATE_TEST_SUITE_P(
    Each, HelloMistake,
    testing::Values(Mistake{"ToNobody", to_nobody.c_str(), "somebody to say it to", "3:9+2"},
                    Mistake{"ToItself", to_itself.c_str(), "10.0.0.1:1 is this node itself", "3:10+12"},
                    Mistake{"Mixed", mixed.c_str(), "is ipv6, but this node listens on 10.0.0.1:1", "3:24+17"},
                    Mistake{"Twice", twice.c_str(), "10.0.0.2 is listed twice", "3:24+12"},
                    Mistake{"FromVirtual", from_virtual.c_str(), "10.0.0.10 is a virtual address", "2:10+13"},
                    Mistake{"ToVirtual", to_virtual.c_str(), "10.0.0.10 is a virtual address", "3:10+13"},
                    Mistake{"ShortKey", short_key.c_str(), "at least 16 bytes, not 15", "4:7+17"}),
    [](const auto& param_info) { return param_info.param.name; });

TEST(Hello, OnAnotherPortOfThisHostIsAnotherNode) {
    EXPECT_THAT(messages_of(hello("10.0.0.1:1", "\"10.0.0.1:2\"")), IsEmpty());
}

}  // namespace hello_test
}  // namespace holdfast::config
