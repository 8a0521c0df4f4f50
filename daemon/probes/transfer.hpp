// One question to a server: may I connect, or what do you answer?
#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

#include "daemon/checks/schedule.hpp"

namespace holdfast::probes {

class Transfer {
public:
    Transfer(const checks::StartRun& run, net::Instant now);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return handle_.get(); }
    checks::RunId run() const { return run_.run; }
    checks::Outcome result(CURLcode code) const;

private:
    struct Cleanup {
        void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    void prepare(const checks::TcpCheck& wanted);
    void prepare(const checks::HttpCheck& wanted);
    checks::Outcome judge(const checks::HttpCheck& wanted) const;
    std::string what_failed(CURLcode code) const;
    static std::size_t take(const char* data, std::size_t size, std::size_t count, void* self);

    checks::StartRun run_;
    std::unique_ptr<CURL, Cleanup> handle_;
    std::unique_ptr<curl_slist, Cleanup> headers_;
    char trouble_[CURL_ERROR_SIZE] = "";
    std::string body_;
    bool is_full_ = false;
};

}  // namespace holdfast::probes
