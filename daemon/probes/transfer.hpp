// One question to a server: may I connect, or what do you answer?
#pragma once

#include <string>

#include "daemon/checks/schedule.hpp"
#include "daemon/web/easy.hpp"

namespace holdfast::probes {

class Transfer {
public:
    Transfer(const checks::StartRun& run, net::Instant now);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return handle_.get(); }
    checks::RunId run() const { return run_.run; }
    checks::Outcome result(CURLcode code) const;
    bool goes_by_name() const { return goes_by_name_; }
    bool looks_up() const;  // its name, still

private:
    void ask(const std::string& url);
    void prepare(const checks::TcpCheck& wanted);
    void prepare(const checks::HttpCheck& wanted);
    checks::Outcome judge(const checks::HttpCheck& wanted) const;
    std::string what_failed(CURLcode code) const;
    static std::size_t take(const char* data, std::size_t size, std::size_t count, void* self);

    checks::StartRun run_;
    web::Easy handle_;
    web::List headers_;
    char trouble_[CURL_ERROR_SIZE] = "";
    std::string body_;
    bool is_full_ = false;
    bool goes_by_name_ = false;
};

}  // namespace holdfast::probes
