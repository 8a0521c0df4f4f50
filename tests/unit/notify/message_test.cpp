// What a person at night reads.
#include "daemon/notify/message.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::notify {
namespace {

using engine::Standing;
using testing::HasSubstr;
using testing::Not;

Message mail_of(const std::vector<Happening>& happenings, std::size_t left_out = 0) {
    Picture picture;
    for (const Happening& happening : happenings) picture.take(happening);
    const Party web{.key = {engine::Subject::instance, "web"}, .addresses = {"192.0.2.10"}, .interface = "eth0"};
    return compose({.node = "lb1", .parties = {web}}, {.happenings = happenings, .left_out = left_out}, picture);
}

TEST(Message, SaysWhatInTheSubject) {
    EXPECT_EQ(mail_of({becomes(Standing::master)}).subject, "[lb1] web is master");
    EXPECT_EQ(mail_of({becomes(Standing::fault)}).subject, "[lb1] web is in fault");
    EXPECT_EQ(mail_of({group_becomes(Standing::master)}).subject, "[lb1] group gw is master");
    EXPECT_EQ(mail_of({verdict_becomes("split_brain")}).subject, "[lb1] web: split_brain (critical)");
}

TEST(Message, BeginsWithWhatMattersMost) {
    const auto mail = mail_of({becomes(Standing::backup), verdict_becomes("split_brain"), becomes(Standing::master)});
    EXPECT_EQ(mail.subject, "[lb1] web: split_brain (critical), and 2 more");
}

TEST(Message, OfEqualsBeginsWithTheLatest) {
    EXPECT_EQ(mail_of({becomes(Standing::master, "a"), becomes(Standing::master, "b")}).subject,
              "[lb1] b is master, and 1 more");
}

TEST(Message, SaysWhyAndSinceWhen) {
    const std::string text = mail_of({becomes(Standing::master)}).text;
    EXPECT_THAT(text, HasSubstr("web is master, before backup: heard nothing\n"));
    EXPECT_THAT(text, HasSubstr("at 2027-01-15 08:00:00.000 UTC\n"));
}

TEST(Message, SaysWhatToDo) {
    const std::string text = mail_of({verdict_becomes("split_brain")}).text;
    EXPECT_THAT(text, HasSubstr("What to do:\n"));
    EXPECT_THAT(text, HasSubstr("Split brain: two nodes hold the address. Clients reach"));
    EXPECT_THAT(text, HasSubstr("\n      tcpdump -ni eth0 'ip proto 112 or ip6 proto 112'\n"));
    EXPECT_THAT(text, HasSubstr("\n      holdfast explain web\n"));
    EXPECT_THAT(mail_of({becomes(Standing::fenced)}).text, HasSubstr("\n      holdfast fence clear web\n"));
    EXPECT_THAT(mail_of({becomes(Standing::master)}).text, Not(HasSubstr("What to do")));
}

TEST(Message, OfAGroupNamesCommandsThatKnowGroups) {
    EXPECT_THAT(mail_of({group_becomes(Standing::fault)}).text, HasSubstr("\n      holdfast status\n"));
    EXPECT_THAT(mail_of({group_becomes(Standing::fenced)}).text, HasSubstr("\n      holdfast fence status\n"));
}

TEST(Message, OfADrillSaysSo) {
    Happening drill = verdict_becomes("split_brain");
    std::get<net::Note>(drill.what).fields.emplace_back("detail", "drill");
    EXPECT_EQ(mail_of({drill}).subject, "[lb1] DRILL: web: split_brain (critical)");
    EXPECT_THAT(mail_of({drill}).text, HasSubstr("Nothing needs to be done"));
}

TEST(Message, ListsAllThatHappened) {
    const std::string text = mail_of({becomes(Standing::master, "a"), becomes(Standing::fault, "b")}, 3).text;
    EXPECT_THAT(text, HasSubstr("  3 more before, not shown\n"));
    EXPECT_THAT(text, HasSubstr("  2027-01-15 08:00:00.000  a is master, before backup: heard nothing\n"));
    EXPECT_THAT(text, HasSubstr("  2027-01-15 08:00:00.000  b is in fault, before backup: heard nothing\n"));
}

TEST(Message, SaysHowThingsStand) {
    const std::string text = mail_of({becomes(Standing::master), verdict_becomes("split_brain")}).text;
    EXPECT_THAT(text,
                HasSubstr("How things stand on lb1:\n  web is master since 2027-01-15 08:00:00.000: heard nothing\n"
                          "    the detector says: split_brain: 10.0.0.2 answers too\n"));
}

TEST(Message, OfACheckNamesIt) {
    const Happening check{
        some_day,
        net::Note{net::Level::warning, "check", "", {{"check", "nginx"}, {"health", "down"}, {"why", "exit code 7"}}}};
    EXPECT_EQ(sentence(check), "check nginx is down: exit code 7");
}

}  // namespace
}  // namespace holdfast::notify
