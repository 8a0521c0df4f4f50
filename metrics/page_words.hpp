// Times, states and who holds an address, as the status page says them.
#pragma once

#include <string>
#include <string_view>

#include "metrics/snapshot.hpp"
#include "metrics/tone.hpp"

namespace holdfast::metrics {

Tone tone_of(engine::InstanceState state);
std::string_view title_of(engine::InstanceState state);  // "Master"

// "now", "12 s", "4 min", "3 h", "2 days".
std::string span_words(net::Duration span);
// HTML: "15:44:19 UTC", with its day if that is another than today.
std::string clock_html(const Snapshot& snapshot, WallTime at);
// HTML: "for 4 min, since 15:44:19 UTC".
std::string since_html(const Snapshot& snapshot, net::Instant at);

// "1 change", "2 changes".
std::string counted(std::int64_t count, std::string_view one, std::string_view many);

// HTML: a coloured word with its sign.
std::string pill(Tone tone, std::string_view word);

// "192.0.2.10", "192.0.2.10 and 3 more".
std::string addresses_words(const engine::InstanceStatus& instance);
// Plain text: one sentence on who holds the address, as far as this node can tell.
std::string owner_sentence(const Snapshot& snapshot, const engine::InstanceStatus& instance);

}  // namespace holdfast::metrics
