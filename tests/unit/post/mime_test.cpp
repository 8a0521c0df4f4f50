// A mail on the wire: nothing that it contains adds a header or ends one.
#include "daemon/post/mime.hpp"

#include <gmock/gmock.h>

#include "tests/unit/notify/support.hpp"

namespace holdfast::post {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string mail_of(const std::string& subject, const std::string& text = "well\n") {
    return to_mime(
        {.from = "lb@example.org", .to = {"a@example.org", "b@example.org"}, .at = notify::some_day, .id = "1@lb"},
        {.subject = subject, .text = text});
}

std::string head_of(const std::string& mail) {
    return mail.substr(0, mail.find("\r\n\r\n"));
}

TEST(Mime, HasWhatAMailNeeds) {
    const std::string mail = mail_of("[lb1] web is master");
    EXPECT_THAT(mail, HasSubstr("Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"));
    EXPECT_THAT(mail, HasSubstr("From: Holdfast <lb@example.org>\r\n"));
    EXPECT_THAT(mail, HasSubstr("To: a@example.org,\r\n b@example.org\r\n"));
    EXPECT_THAT(mail, HasSubstr("Subject: [lb1] web is master\r\n"));
    EXPECT_THAT(mail, HasSubstr("Message-ID: <1@lb>\r\n"));
    EXPECT_THAT(mail, HasSubstr("Auto-Submitted: auto-generated\r\n"));
    EXPECT_THAT(mail, EndsWith("\r\n\r\nwell\r\n"));
}

TEST(Mime, EncodesASubjectThatIsNotAscii) {
    EXPECT_EQ(header_text("[lb1] wéb"), "=?utf-8?B?W2xiMV0gd8OpYg==?=");
}

TEST(Mime, BreaksALongSubjectBetweenCharacters) {
    std::string subject = "x";
    for (int i = 0; i < 40; ++i) subject += "é";
    const std::string text = header_text(subject);
    EXPECT_EQ(text,
              "=?utf-8?B?eMOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp?=\r\n "
              "=?utf-8?B?w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp?=");
}

TEST(Mime, LetsNoSubjectAddAHeader) {
    const std::string head = head_of(mail_of("web\r\nBcc: eve@example.org\n\nhello"));
    EXPECT_THAT(head, Not(HasSubstr("Bcc")));
    EXPECT_THAT(head, HasSubstr("Subject: =?utf-8?B?"));
}

TEST(Mime, LetsNoSubjectPassForAnEncodedOne) {
    EXPECT_EQ(header_text("=?utf-8?B?QmNj?="), "=?utf-8?B?PT91dGYtOD9CP1FtTmo/PQ==?=");
}

TEST(Mime, EncodesATextThatIsNotAscii) {
    const std::string mail = mail_of("s", "wéb\n");
    EXPECT_THAT(mail, HasSubstr("Content-Transfer-Encoding: base64\r\n"));
    EXPECT_THAT(mail, EndsWith("\r\n\r\nd8OpYg0K\r\n"));
}

TEST(Mime, EncodesATextWithLongLines) {
    EXPECT_THAT(mail_of("s", std::string(1200, 'x') + "\n"), HasSubstr("base64"));
}

TEST(Mime, ReplacesWhatIsNoText) {
    EXPECT_EQ(header_text("a\xff"), "=?utf-8?B?Ye+/vQ==?=");
}

}  // namespace
}  // namespace holdfast::post
