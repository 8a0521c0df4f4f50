// A snapshot in which every text that a person, a packet or a script may have written is taken from the input.
#pragma once

#include "tests/fuzz/input.hpp"
#include "tests/unit/metrics/example.hpp"

namespace holdfast::fuzz {

struct Texts {
    std::string name, interface, node, reason, words, key;
};

inline Texts take_texts(Input& in) {
    return {in.text(), in.text(), in.text(), in.text(), in.text(), in.text()};
}

inline metrics::Snapshot hostile_snapshot(const Texts& texts) {
    metrics::Example example;
    engine::InstanceStatus& web = example.web();
    example.status.node = texts.node;
    example.status.interfaces[0].name = texts.interface;
    web.settings.name = texts.name;
    web.settings.interface = texts.interface;
    web.reason = texts.reason;
    web.priority_why = {texts.words};
    web.virtual_link = texts.interface;

    detector::InstanceReport& report = example.web_report();
    report.name = texts.name;
    report.verdict = detector::Verdict::split_brain;
    report.detail = texts.key;
    report.reason = texts.reason;
    report.ruling = texts.words;
    report.evidence = {metrics::evidence(detector::EvidenceKind::claim, detector::Trust::anonymous)};
    report.evidence[0].who = texts.node;
    report.evidence[0].where = texts.interface;
    report.evidence[0].what = texts.words;
    example.report.neighbours = {metrics::neighbour("192.0.2.2", "other")};
    example.report.neighbours[0].node = texts.node;

    example.notify.parties[0].key.name = texts.name;
    example.fence.latch.instances = {{texts.name, texts.key, texts.reason, 1'700'000'000}};
    example.fence.last = {{7, fence::Step::command, false, texts.words, {}, true}};
    example.fence.pins[texts.name] = detector::Pin::hold;
    example.events.push_back(
        {3,
         metrics::wall,
         {net::Level::error, "verdict", texts.name, {{texts.key, texts.words}, {"x", texts.reason}}}});
    return example.snapshot();
}

// RFC 3629, by a second reader.
inline bool is_utf8(const std::string& text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
        const unsigned first = byte(at);
        const std::size_t size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (size == 0 || first > 0xf4) return false;
        for (std::size_t i = 1; i < size; ++i) {
            if ((byte(at + i) & 0xc0) != 0x80) return false;
        }
        const unsigned second = byte(at + 1);
        if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return false;
        if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return false;
        at += size;
    }
    return true;
}

}  // namespace holdfast::fuzz
