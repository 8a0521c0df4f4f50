// Any text whatever in what leaves the host: a strict reader of the journal's entries, of mail and of the lines to
// webhooks finds it again, and nothing beside it.
#include <map>

#include "daemon/io/log_entry.hpp"
#include "daemon/notify/message.hpp"
#include "daemon/post/json.hpp"
#include "daemon/post/mime.hpp"
#include "tests/fuzz/hostile_snapshot.hpp"

namespace holdfast::fuzz {
namespace {

using Fields = std::multimap<std::string, std::string>;

constexpr notify::UnixTime when{std::chrono::milliseconds{1'790'000'000'123}};

// Up to `end`, which is dropped; it must be there.
std::string taken(std::string_view& text, std::string_view end) {
    const std::size_t at = text.find(end);
    ensure(at != text.npos, "each part ends");
    std::string part{text.substr(0, at)};
    text.remove_prefix(at + end.size());
    return part;
}

// systemd.io/JOURNAL_NATIVE_PROTOCOL
Fields fields_of(std::string_view entry) {
    Fields fields;
    while (!entry.empty()) {
        const std::size_t end = entry.find_first_of("=\n");
        ensure(end != entry.npos && end > 0, "a field has a name");
        const std::string name{entry.substr(0, end)};
        ensure(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == name.npos && name[0] != '_',
               "which the journal takes");
        const bool is_counted = entry[end] == '\n';
        entry.remove_prefix(end + 1);
        if (!is_counted) {
            fields.emplace(name, taken(entry, "\n"));
            continue;
        }
        ensure(entry.size() >= 8, "a counted value has its size");
        std::size_t size = 0;
        for (std::size_t byte = 8; byte > 0; --byte) size = size << 8 | static_cast<unsigned char>(entry[byte - 1]);
        entry.remove_prefix(8);
        ensure(entry.size() > size && entry[size] == '\n', "and is as long as it says");
        fields.emplace(name, entry.substr(0, size));
        entry.remove_prefix(size + 1);
    }
    return fields;
}

net::Note note_of(const Texts& texts) {
    return {net::Level::error,
            "verdict",
            texts.name,
            {{"from", "healthy"},
             {"to", "split_brain"},
             {"reason", texts.reason},
             {"detail", texts.words},
             {"evidence", texts.node},
             {"x" + texts.key, texts.words}}};
}

void check_journal(const Texts& texts) {
    const net::Note note = note_of(texts);
    const Fields fields = fields_of(io::journal_entry(note, metrics::wall));
    ensure(fields.size() == 6 + note.fields.size() + !texts.name.empty(), "no field was slipped in");
    const auto is = [&](const char* name, const std::string& value) {
        const auto [first, last] = fields.equal_range(name);
        return std::any_of(first, last, [&](const auto& field) { return field.second == value; });
    };
    ensure(texts.name.empty() || is("HOLDFAST_INSTANCE", texts.name), "the journal has the instance");
    ensure(is("HOLDFAST_REASON", texts.reason) && is("HOLDFAST_DETAIL", texts.words), "and the words as they were");
    ensure(is("MESSAGE", to_string(note)) && is("PRIORITY", "3"), "and the line");
}

std::string from_base64(std::string_view text) {
    static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    ensure(text.size() % 4 == 0, "base64 comes in fours");
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    while (text.ends_with('=')) text.remove_suffix(1);
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        ensure(digit != digits.npos, "and of its letters");
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xff);
    }
    return bytes;
}

// RFC 2047: words of this one kind alone, or none.
std::string subject_of(std::string_view value) {
    if (!value.starts_with("=?")) return std::string{value};
    std::string text;
    while (!value.empty()) {
        ensure(value.starts_with("=?utf-8?B?"), "an encoded word");
        const std::string word = taken(value, "?=");
        ensure(word.size() + 2 <= 75, "of at most 75 characters");
        const std::string part = from_base64(std::string_view{word}.substr(10));
        ensure(is_utf8(part), "with whole characters");
        text += part;
        if (value.starts_with("\r\n ")) value.remove_prefix(3);
    }
    return text;
}

void check_lines(std::string_view mail) {
    while (!mail.empty()) {
        const std::string line = taken(mail, "\r\n");
        ensure(line.size() <= 998, "RFC 5322 §2.1.1");
        for (const char c : line) ensure(c >= ' ' && c <= '~', "a mail is lines of printable ASCII");
    }
}

std::string body_of(std::string_view body, const std::string& encoding) {
    if (encoding == "7bit") return std::string{body};
    std::string text;
    while (!body.empty()) text += from_base64(taken(body, "\r\n"));
    return text;
}

void check_mail(const notify::Settings& settings, const std::vector<notify::Happening>& happenings) {
    const notify::Message message = notify::compose(settings, {happenings, 0}, {});
    const std::string mail =
        post::to_mime({"a@example.net", {"b@example.net", "c@example.net"}, when, "1@lb1"}, message);
    check_lines(mail);
    std::string_view rest = mail;
    std::map<std::string, std::string> headers;
    for (const char* name : {"Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version",
                             "Content-Type", "Content-Transfer-Encoding"}) {
        ensure(taken(rest, ": ") == name, "each header is ours, and where it was");
        std::string value = taken(rest, "\r\n");
        while (rest.starts_with(' ')) value += "\r\n" + taken(rest, "\r\n");
        headers[name] = value;
    }
    ensure(taken(rest, "\r\n").empty(), "then comes the text");
    const std::string subject = subject_of(headers["Subject"]);
    ensure(subject == message.subject || !is_utf8(message.subject), "the subject reads back");
    std::string text = body_of(rest, headers["Content-Transfer-Encoding"]), wanted = message.text;
    std::erase(text, '\r');
    std::erase(wanted, '\r');
    ensure(text == wanted || !is_utf8(wanted), "and the text");
}

void check_line(const notify::Settings& settings, const notify::Happening& happening, const Texts& texts) {
    const std::string line = post::line_of(post::to_json(happening, settings, {}));
    ensure(is_utf8(line) && !line.contains('\n'), "a line of JSON is one line");
    const auto json = post::Json::parse(line);
    ensure(!is_utf8(texts.name) || json["name"] == texts.name, "of whom");
    ensure(!is_utf8(texts.reason) || json["reason"] == texts.reason, "why");
    ensure(!is_utf8(texts.node) || json["node"] == texts.node, "and where");
}

void read(Input in) {
    const Texts texts = take_texts(in);
    check_journal(texts);
    const engine::Proclaim proclaim{
        engine::Subject::instance, texts.name, engine::Standing::master, {}, 100, texts.reason};
    const std::vector<notify::Happening> happenings{{when, proclaim}, {when, note_of(texts)}};
    notify::Settings settings;
    settings.node = texts.node;
    settings.parties = {{.key = {engine::Subject::instance, texts.name}, .interface = texts.interface}};
    check_mail(settings, happenings);
    for (const notify::Happening& happening : happenings) check_line(settings, happening, texts);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
