#include "metrics/exposition.hpp"

#include <prometheus/text_serializer.h>

#include "metrics/gzip.hpp"
#include "metrics/parts.hpp"
#include "metrics/process_families.hpp"

namespace holdfast::metrics {
namespace {

// Gives the text to `take`, family by family.
void each_text(const Snapshot& snapshot, const std::function<void(const std::string&)>& take) {
    const prometheus::TextSerializer serializer;
    each_family(snapshot, [&](prometheus::MetricFamily family) {
        Families one;
        one.push_back(std::move(family));
        take(serializer.Serialize(one));
    });
    take(serializer.Serialize(process_families()));
}

}  // namespace

std::string exposition(const Snapshot& snapshot) {
    std::string text;
    each_text(snapshot, [&](const std::string& piece) { text += piece; });
    return text;
}

std::string packed_exposition(const Snapshot& snapshot) {
    GzipStream packed;
    each_text(snapshot, [&](const std::string& piece) { packed.add(piece); });
    return packed.finish();
}

}  // namespace holdfast::metrics
