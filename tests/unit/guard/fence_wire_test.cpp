#include "daemon/guard/fence_wire.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::guard {
namespace {

using namespace std::chrono_literals;

const fence::Latch latch{{{"web", "split_brain", "two masters", 1'700'000'000}}, {1'699'999'999}, "damaged"};

Equipment equipment() {
    Equipment result;
    result.fence = {.command = {"/fence.sh", "", "a b"},
                    .timeout = 1500ms,
                    .watchdog = "/dev/watchdog",
                    .max_per_hour = 5,
                    .escalate = {fence::Escalation::reboot, fence::Escalation::block},
                    .release = 60s};
    result.state_dir = "/var/lib/holdfast";
    result.script_user = "nobody";
    return result;
}

fence::Order order() {
    fence::Order result;
    result.id = 0x1'0000'0002;
    result.instance = "web";
    result.verdict = "split_brain";
    result.reason = "two masters";
    result.details = R"({"a":1})";
    result.environment = {{"HOLDFAST_INSTANCE", "web"}, {"HOLDFAST_EMPTY", ""}};
    result.addresses = {{net::InterfaceIndex{3}, net::Prefix::parse("192.0.2.1/24").value()},
                        {net::InterfaceIndex{4}, net::Prefix::parse("2001:db8::1/64").value()}};
    return result;
}

TEST(FenceWire, CarriesEquipment) {
    EXPECT_EQ(decode_equipment(encode(equipment())), equipment());
}

TEST(FenceWire, CarriesEquipmentOfNothing) {
    EXPECT_EQ(decode_equipment(encode(Equipment{})), Equipment{});
}

TEST(FenceWire, CarriesOrders) {
    EXPECT_EQ(decode_order(encode(order())), order());
}

TEST(FenceWire, LeavesOutDetailsThatAreTooLong) {
    fence::Order long_story = order();
    long_story.details = std::string(16384, 'x');
    EXPECT_EQ(decode_order(encode(long_story))->details.size(), 16384U);
    long_story.details += 'x';
    EXPECT_EQ(decode_order(encode(long_story))->details, "");
}

TEST(FenceWire, CarriesLatches) {
    EXPECT_EQ(decode_latch(encode(latch)), latch);
    EXPECT_EQ(decode_latch(encode(fence::Latch{})), fence::Latch{});
}

TEST(FenceWire, CarriesReminders) {
    EXPECT_EQ(decode_reminder(encode(Reminder{latch})), Reminder{latch});
}

TEST(FenceWire, CarriesProgress) {
    const fence::Progress progress{7, fence::Step::reboot, true, "what came of it", 12ms, true};
    EXPECT_EQ(decode_progress(encode(progress)), progress);
}

TEST(FenceWire, RefusesAMessageThatIsCutAnywhere) {
    const auto refused_when_cut = [](const net::Bytes& whole, auto decode) {
        for (std::size_t size = 0; size < whole.size(); ++size) {
            EXPECT_FALSE(decode(net::ByteView{whole}.first(size))) << size;
        }
    };
    refused_when_cut(encode(equipment()), decode_equipment);
    refused_when_cut(encode(Reminder{latch}), decode_reminder);
    refused_when_cut(encode(order()), decode_order);
    refused_when_cut(encode(latch), decode_latch);
    refused_when_cut(encode(fence::Progress{7, fence::Step::reboot, true, "what", 12ms, true}), decode_progress);
}

TEST(FenceWire, RefusesAMessageThatGoesOn) {
    net::Bytes message = encode(order());
    message.push_back(0);
    EXPECT_FALSE(decode_order(message));
}

TEST(FenceWire, RefusesWhatIsNoStepAndNoRung) {
    net::Bytes progress = encode(fence::Progress{7, fence::Step::reboot, true, "", 0ms, true});
    progress[9] = 8;
    EXPECT_FALSE(decode_progress(progress));
}

TEST(FenceWire, TellsKindsApart) {
    EXPECT_EQ(kind_of(encode(equipment())), Kind::equipment);
    EXPECT_EQ(kind_of(encode(Reminder{latch})), Kind::reminder);
    EXPECT_EQ(kind_of(encode(order())), Kind::order);
    EXPECT_EQ(kind_of(encode(latch)), Kind::latch);
    EXPECT_EQ(kind_of(encode(fence::Progress{})), Kind::progress);
    EXPECT_FALSE(decode_order(encode(latch)));
}

TEST(FenceWire, KnowsNoOtherKinds) {
    EXPECT_EQ(kind_of({}), std::nullopt);
    EXPECT_EQ(kind_of(net::Bytes{0}), std::nullopt);
    EXPECT_EQ(kind_of(net::Bytes{8}), std::nullopt);
}

}  // namespace
}  // namespace holdfast::guard
