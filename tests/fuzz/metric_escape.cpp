// Any text whatever as a label: a second reader of both expositions finds the same values, and no line was slipped in.
#include <map>
#include <optional>
#include <set>

#include <zlib.h>

#include "metrics/exposition.hpp"
#include "metrics/gzip.hpp"
#include "metrics/openmetrics.hpp"
#include "tests/fuzz/hostile_snapshot.hpp"

namespace holdfast::fuzz {
namespace {

using Labels = std::map<std::string, std::string>;

struct Series {
    std::string name;
    Labels labels;
};

// One line of the text format 0.0.4; none: it is no such line.
class Line {
public:
    explicit Line(std::string_view text) : text_{text} {}

    std::optional<Series> read() {
        Series series{word(), {}};
        if (series.name.empty()) return std::nullopt;
        if (take('{')) {
            while (!take('}')) {
                const std::string name = word();
                if (name.empty() || !take('=') || !take('"')) return std::nullopt;
                const auto value = quoted();
                if (!value || !series.labels.emplace(name, *value).second) return std::nullopt;
                take(',');
            }
        }
        if (!take(' ') || text_.empty() || text_.contains(' ')) return std::nullopt;
        return series;
    }

private:
    bool take(char c) {
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }
    std::string word() {
        const auto end = std::min(text_.find_first_of("{=\" ,}"), text_.size());
        const std::string taken{text_.substr(0, end)};
        text_.remove_prefix(end);
        return taken;
    }
    std::optional<std::string> quoted() {
        std::string value;
        while (!text_.empty() && !take('"')) {
            const bool escaped = take('\\');
            if (text_.empty()) return std::nullopt;
            const char c = text_[0];
            text_.remove_prefix(1);
            if (escaped && c != 'n' && c != '"' && c != '\\') return std::nullopt;
            value += escaped && c == 'n' ? '\n' : c;
        }
        return value;
    }

    std::string_view text_;
};

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', at)) {
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    ensure(at == text.size(), "the last line ends");
    return lines;
}

// Of the process itself, which goes on between two looks.
bool is_of_process(const std::string& line) {
    return line.contains("process_");
}

std::string unpacked(const std::string& packed) {
    z_stream stream{};
    ensure(inflateInit2(&stream, 15 + 16) == Z_OK, "zlib is there");
    std::string text(packed.size() * 64 + 4096, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    ensure(inflate(&stream, Z_FINISH) == Z_STREAM_END, "gzip unpacks");
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

void check_packed(const metrics::Snapshot& snapshot, const std::vector<std::string>& lines) {
    std::vector<std::string> packed = lines_of(unpacked(metrics::gzip(metrics::exposition(snapshot))));
    std::vector<std::string> plain = lines;
    std::erase_if(packed, is_of_process);
    std::erase_if(plain, is_of_process);
    ensure(packed == plain, "packed, it is the same text");
}

// Each sample is one, and one of them has the labels as they were.
void check_samples(const std::vector<std::string>& lines, const Texts& texts) {
    bool seen = !is_utf8(texts.name) || !is_utf8(texts.interface);
    for (const std::string& line : lines) {
        if (line.starts_with('#')) continue;
        const auto series = Line{line}.read();
        ensure(series.has_value(), "each line is a series and its value");
        const auto name = series->labels.find("name");
        const auto interface = series->labels.find("interface");
        if (name == series->labels.end() || interface == series->labels.end()) continue;
        seen = seen || (name->second == texts.name && interface->second == texts.interface);
    }
    ensure(seen, "a label reads back as what it was");
}

// OpenMetrics 1.0: a family's samples follow its own head, which comes once, and are named by it.
void check_families(const std::vector<std::string>& lines) {
    static const std::set<std::string> suffixes{"", "_total", "_bucket", "_count", "_sum", "_info"};
    ensure(!lines.empty() && lines.back() == "# EOF" && std::ranges::count(lines, "# EOF") == 1, "it ends with EOF");
    std::set<std::string> families;
    std::string family;
    for (const std::string& line : lines) {
        if (line == "# EOF") return;
        if (line.starts_with("# HELP ")) {
            family = line.substr(7, line.find(' ', 7) - 7);
            ensure(families.insert(family).second, "each family comes once");
        } else if (line.starts_with('#')) {
            const bool fits = line.starts_with("# TYPE " + family + " ") || line.starts_with("# UNIT " + family + " ");
            ensure(fits, "a head is of one family");
        } else {
            const std::string name = line.substr(0, line.find_first_of("{ "));
            ensure(name.starts_with(family) && suffixes.contains(name.substr(family.size())),
                   "a sample is its family's");
        }
    }
}

void check_openmetrics(const metrics::Snapshot& snapshot, const Texts& texts, bool valid) {
    const std::string text = metrics::openmetrics(snapshot);
    ensure(is_utf8(text) || !valid, "OpenMetrics is UTF-8");
    const std::vector<std::string> lines = lines_of(text);
    static const std::size_t usual = lines_of(metrics::openmetrics(hostile_snapshot({}))).size();
    ensure(lines.size() == usual, "no label adds a line or takes one away");
    check_samples(lines, texts);
    check_families(lines);
}

void read(Input in) {
    const Texts texts = take_texts(in);
    const metrics::Snapshot snapshot = hostile_snapshot(texts);
    const std::string text = metrics::exposition(snapshot);
    const bool valid = is_utf8(texts.name) && is_utf8(texts.interface) && is_utf8(texts.node);
    ensure(is_utf8(text) || !valid, "Prometheus refuses what is not UTF-8");
    const std::vector<std::string> lines = lines_of(text);
    static const std::size_t usual = lines_of(metrics::exposition(hostile_snapshot({}))).size();
    ensure(lines.size() == usual, "no label adds a line or takes one away");
    check_samples(lines, texts);
    check_openmetrics(snapshot, texts, valid);
    if (texts.words.size() % 8 == 0) check_packed(snapshot, lines);  // slow, and the same for all
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    holdfast::fuzz::read({data, size});
    return 0;
}
