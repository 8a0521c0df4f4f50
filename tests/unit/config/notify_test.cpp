// Whom the configuration has told what happens.
#include <gmock/gmock.h>

#include "tests/unit/config/support.hpp"

namespace holdfast::config {
namespace {

using namespace std::chrono_literals;
using notify::Slot;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;

notify::Settings notify_of(std::string_view text) {
    return loaded(text).config.notify;
}

TEST(Notify, HasAScriptForEachStateOfAnInstance) {
    const auto settings = notify_of(instance_with(
        R"(notify = { master = ["/m", "up"], any = ["/a"], verdict = ["/v"], user = "www", timeout = "5s" })"));
    const notify::Party& web = settings.parties.at(0);
    EXPECT_THAT(web.scripts[Slot::master], ElementsAre("/m", "up"));
    EXPECT_THAT(web.scripts[Slot::any], ElementsAre("/a"));
    EXPECT_THAT(web.scripts[Slot::verdict], ElementsAre("/v"));
    EXPECT_EQ(web.scripts.user, "www");
    EXPECT_EQ(web.scripts.timeout, 5s);
}

TEST(Notify, KnowsWhatItsPartiesAre) {
    const auto settings =
        notify_of(instance_with("") + "[[group]]\nname = \"gw\"\ninstances = [\"web\"]\nnotify.master = [\"/m\"]");
    const notify::Party web{.key = {engine::Subject::instance, "web"},
                            .addresses = {"10.0.0.10/24"},
                            .interface = "eth0",
                            .vrid = 51,
                            .family = "ipv4"};
    ASSERT_THAT(settings.parties, SizeIs(2));
    EXPECT_EQ(settings.parties[0], web);
    EXPECT_EQ(settings.parties[1].key, (notify::Key{engine::Subject::group, "gw"}));
    EXPECT_THAT(settings.parties[1].scripts[Slot::master], ElementsAre("/m"));
}

TEST(Notify, OfDefaultsIsThatOfEachInstanceThatSaysNothingElse) {
    const auto settings = notify_of("[defaults]\nnotify = { any = [\"/a\"], master = [\"/m\"] }\n" +
                                    instance_with("notify = { master = [\"/other\"] }"));
    EXPECT_THAT(settings.parties.at(0).scripts[Slot::any], ElementsAre("/a"));
    EXPECT_THAT(settings.parties.at(0).scripts[Slot::master], ElementsAre("/other"));
}

TEST(Notify, RunsAsTheUserOfAllScripts) {
    EXPECT_EQ(notify_of(instance_with("")).script_user, "holdfast-script");
    EXPECT_EQ(notify_of("[node]\nscript_user = \"www\"\n").script_user, "www");
}

TEST(MailSection, SaysHowAndToWhom) {
    const notify::Mail mail =
        notify_of(
            "[mail]\nserver = \"smtps://mail.example.org\"\nfrom = \"lb@example.org\"\n"
            "to = [\"ops@example.org\", \"root@localhost\"]\nuser = \"lb\"\npassword = \"secret\"\ntls = \"require\"")
            .mail;
    EXPECT_EQ(mail.server, "smtps://mail.example.org");
    EXPECT_EQ(mail.from, "lb@example.org");
    EXPECT_THAT(mail.to, ElementsAre("ops@example.org", "root@localhost"));
    EXPECT_EQ(mail.user, "lb");
    EXPECT_EQ(mail.password, "secret");
    EXPECT_EQ(mail.tls, notify::Mail::Tls::required);
}

TEST(WebhookSection, HasAnAddressAndHeaders) {
    const auto webhooks = notify_of(
                              "[[webhook]]\nurl = \"https://a.example/x\"\nheaders = { Authorization = \"Bearer 1\" }\n"
                              "[[webhook]]\nurl = \"http://b.example\"")
                              .webhooks;
    ASSERT_THAT(webhooks, SizeIs(2));
    EXPECT_EQ(webhooks[0].url, "https://a.example/x");
    EXPECT_THAT(webhooks[0].headers, ElementsAre(Pair("Authorization", "Bearer 1")));
}

TEST(StreamSection, NamesASocket) {
    EXPECT_EQ(notify_of("[stream]\nsocket = \"/run/holdfast/stream.sock\"").stream, "/run/holdfast/stream.sock");
}

TEST(AlertmanagerSection, HasAddressesAndLabels) {
    const auto to =
        notify_of("[alertmanager]\nurls = [\"http://10.0.0.9:9093\"]\nlabels = { cluster = \"lb\" }").alertmanager;
    EXPECT_THAT(to.urls, ElementsAre("http://10.0.0.9:9093"));
    EXPECT_THAT(to.labels, ElementsAre(Pair("cluster", "lb")));
}

class SecretsOfNotify : public InAFolder {};

TEST_F(SecretsOfNotify, MayBeTheAddressOfAWebhook) {
    const auto path = write("hook", "https://chat.example.org/T0/secret\n", std::filesystem::perms::owner_read);
    const auto webhooks = notify_of("[[webhook]]\nurl = \"file:" + path.string() + "\"").webhooks;
    ASSERT_THAT(webhooks, SizeIs(1));
    EXPECT_EQ(webhooks[0].url, "https://chat.example.org/T0/secret");
}

TEST(Notify, ShowsNoSecretOfAnAddressThatIsWrong) {
    for (const char* text : {"[[webhook]]\nurl = \"htps://chat.example.org/secret\"",
                             "[mail]\nto = [\"a@b\"]\nserver = \"smtp://ops:secret@mail.example.org\""}) {
        const auto said = errors_of(text);
        ASSERT_THAT(said, SizeIs(1));
        EXPECT_THAT(render(said, false), testing::Not(HasSubstr("secret")));
    }
}

class NotifyMistake : public testing::TestWithParam<Mistake> {};

TEST_P(NotifyMistake, IsToldWithItsPlace) {
    EXPECT_THAT(messages_of(GetParam().text), ElementsAre(HasSubstr(GetParam().message)));
    EXPECT_EQ(place_of_first(GetParam().text), GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    All, NotifyMistake,
    testing::Values(
        Mistake{"UnknownScript", "[defaults]\nnotify = { masters = [\"/m\"] }", "unknown key \"masters\" in notify",
                "2:12+7"},
        Mistake{"RelativeScript", "[defaults]\nnotify = { master = [\"m.sh\"] }", "must be absolute", "2:22+6"},
        Mistake{"ScriptOfAShell", "[defaults]\nnotify = { master = \"/m up\" }", "a list is needed", "2:21+7"},
        Mistake{"LongScript", "[defaults]\nnotify = { timeout = \"2h\" }", "out of range", "2:22+4"},
        Mistake{"MailToNobody", "[mail]\nfrom = \"a@b\"", "nobody is written to", "1:1+6"},
        Mistake{"MailToAName", "[mail]\nto = [\"Ops <a@b>\"]", "is not a mail address", "2:7+11"},
        Mistake{"MailToTwoLines", "[mail]\nto = [\"a@b\\r\\nc@d\"]", "is not a mail address", "2:7+12"},
        Mistake{"MailServer", "[mail]\nto = [\"a@b\"]\nserver = \"mail.example.org\"",
                "is not a URL of smtp:// or smtps://", "3:10+18"},
        Mistake{"MailServerWithPassword", "[mail]\nto = [\"a@b\"]\nserver = \"smtp://u:p@h\"",
                "holds no user and no password", "3:10+14"},
        Mistake{"MailUserAlone", "[mail]\nto = [\"a@b\"]\nuser = \"x\"", "belong together", "1:1+6"},
        Mistake{"WebhookWithoutUrl", "[[webhook]]\nheaders = {}", "this webhook has no url", "1:1+11"},
        Mistake{"WebhookUrl", "[[webhook]]\nurl = \"ftp://x\"", "is not a URL of https:// or http://", "2:7+9"},
        Mistake{"WebhookHeader", "[[webhook]]\nurl = \"http://x\"\nheaders = { \"A B\" = \"x\" }",
                "is no name of a header", "3:13+5"},
        Mistake{"WebhookHeaderOfTwoLines", "[[webhook]]\nurl = \"http://x\"\nheaders = { A = \"x\\r\\nB: y\" }",
                "a header is one line", "3:17+11"},
        Mistake{"RelativeStream", "[stream]\nsocket = \"x\"", "must be absolute", "2:10+3"},
        Mistake{"AlertLabel", "[alertmanager]\nlabels = { \"a-b\" = \"x\" }", "is no name of a label", "2:12+5"}),
    [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace holdfast::config
