#include "daemon/probes/web.hpp"

#include <iterator>
#include <utility>

namespace holdfast::probes {

Web::~Web() {
    for (const auto& [run, transfer] : transfers_) multi_.remove(transfer->handle());
}

void Web::start(const checks::StartRun& run, net::Instant now) {
    auto transfer = std::make_unique<Transfer>(run, now);
    if (transfer->goes_by_name() && !lookups_.may_begin(now)) {
        ended_.push_back({run.run, failure("too many names are looked up, and no resolver answers")});
        return;
    }
    if (const auto refusal = multi_.add(transfer->handle())) {
        ended_.push_back({run.run, failure(*refusal)});
        return;
    }
    transfers_.emplace(run.run, std::move(transfer));
}

void Web::kill(checks::RunId run, net::Instant now) {
    const auto transfer = transfers_.find(run);
    if (transfer == transfers_.end()) return;
    multi_.remove(transfer->second->handle());
    ended_.push_back({run, failure("")});
    forget(run, true, now);
}

// Cut short: it may have asked for a name that libc goes on asking for.
void Web::forget(checks::RunId run, bool cut_short, net::Instant now) {
    if (cut_short && transfers_.at(run)->looks_up()) lookups_.leave_behind(now);
    transfers_.erase(run);
}

void Web::advance(std::span<const pollfd> own, net::Instant now, Results& results) {
    for (const auto& [handle, code] : multi_.advance(has_news(own), now)) {
        char* known = nullptr;
        curl_easy_getinfo(handle, CURLINFO_PRIVATE, &known);
        const auto& transfer = *reinterpret_cast<Transfer*>(known);
        const checks::RunId run = transfer.run();
        results.ended.push_back({run, transfer.result(code)});
        forget(run, code == CURLE_OPERATION_TIMEDOUT, now);
    }
    std::ranges::move(std::exchange(ended_, {}), std::back_inserter(results.ended));
}

}  // namespace holdfast::probes
