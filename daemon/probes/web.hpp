// Asks servers, by libcurl: may I connect, or what do you answer?
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "daemon/probes/lookups.hpp"
#include "daemon/probes/prober.hpp"
#include "daemon/probes/transfer.hpp"
#include "daemon/web/multi.hpp"

namespace holdfast::probes {

class Web : public Prober {
public:
    ~Web() override;

    void start(const checks::StartRun& run, net::Instant now) override;
    void kill(checks::RunId run, net::Instant now) override;
    void poll_on(std::vector<pollfd>& sources) override { multi_.poll_on(sources); }
    std::optional<net::Instant> deadline() const override { return multi_.deadline(); }
    void advance(std::span<const pollfd> own, net::Instant now, Results& results) override;

private:
    void forget(checks::RunId run, bool cut_short, net::Instant now);

    web::Multi multi_;
    std::map<checks::RunId, std::unique_ptr<Transfer>> transfers_;
    std::vector<checks::RunEnded> ended_;
    Lookups lookups_;
};

}  // namespace holdfast::probes
