// Any text whatever in the status: the JSON parses back to the same, the page stays one page, a log line one line.
#include "daemon/io/log_line.hpp"
#include "metrics/json.hpp"
#include "metrics/page.hpp"
#include "tests/fuzz/hostile_snapshot.hpp"

namespace holdfast::fuzz {
namespace {

using Json = nlohmann::ordered_json;

void check_same(const Json& value, const std::string& original) {
    const std::string text = value.get<std::string>();
    ensure(is_utf8(text), "JSON is UTF-8");
    ensure(!is_utf8(original) || text == original, "valid text is not changed");
}

void check_status(const metrics::Snapshot& snapshot, const Texts& texts) {
    const Json document = metrics::status_json(snapshot);
    const std::string text = document.dump();  // throws at what is not UTF-8
    ensure(is_utf8(text) && Json::parse(text) == document, "the status survives writing and reading");
    check_same(document["node"], texts.node);
    check_same(document["instances"][0]["name"], texts.name);
    check_same(document["instances"][0]["interface"], texts.interface);
    check_same(document["instances"][0]["reason"], texts.reason);
}

void check_events(const metrics::Snapshot& snapshot, const Texts& texts) {
    const Json document = metrics::events_json(snapshot, {});
    const std::string text = document.dump();
    ensure(is_utf8(text) && Json::parse(text) == document, "the events survive writing and reading");
    check_same(document["events"][2]["instance"], texts.name);
    check_same(document["events"][2]["fields"]["x"], texts.reason);
}

// The same page with harmless texts of the same length has as many tags and quotes.
void check_page(const metrics::Snapshot& snapshot, const Texts& texts) {
    Texts harmless = texts;
    for (std::string* text :
         {&harmless.name, &harmless.interface, &harmless.node, &harmless.reason, &harmless.words, &harmless.key}) {
        for (char& c : *text) {
            if (c == '<' || c == '>' || c == '"' || c == '\'' || c == '&') c = '_';
        }
    }
    const std::string page = metrics::page(snapshot);
    const std::string plain = metrics::page(hostile_snapshot(harmless));
    for (const char mark : {'<', '>', '"'}) {
        ensure(std::ranges::count(page, mark) == std::ranges::count(plain, mark), "no text becomes markup");
    }
}

void check_log(const Texts& texts) {
    const net::Note note{net::Level::warning, "verdict", texts.name, {{"reason", texts.reason}, {"why", texts.words}}};
    for (const auto format : {io::LogFormat::json, io::LogFormat::journal, io::LogFormat::text}) {
        const std::string line = io::log_line(note, format, metrics::wall);
        for (const char c : line.substr(0, line.size() - 1)) {
            const bool prints = static_cast<unsigned char>(c) >= 0x20 && (c != 0x7f || format == io::LogFormat::json);
            ensure(prints, "a log line is one line, and obeyed by nobody");
        }
        ensure(line.ends_with('\n'), "and ends");
    }
    const std::string line = io::log_line(note, io::LogFormat::json, metrics::wall);
    ensure(is_utf8(line) && Json::accept(line), "a JSON line is JSON");
    check_same(Json::parse(line)["reason"], texts.reason);
}

void read(Input in) {
    const Texts texts = take_texts(in);
    const metrics::Snapshot snapshot = hostile_snapshot(texts);
    check_status(snapshot, texts);
    check_events(snapshot, texts);
    check_page(snapshot, texts);
    check_log(texts);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
