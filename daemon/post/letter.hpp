// One delivery under way: a mail by SMTP or a POST by HTTP, as libcurl does it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/notify/outbox.hpp"
#include "daemon/notify/settings.hpp"
#include "daemon/web/easy.hpp"

namespace holdfast::post {

class Letter {
public:
    // `content`: JSON.
    struct HttpTo {
        std::string url;
        std::map<std::string, std::string> headers;
        std::string ca_file;
    };
    Letter(const HttpTo& to, std::string content);
    // `content`: the whole message. `from`: of the envelope.
    Letter(const notify::Mail& to, const std::string& from, std::string content);
    Letter(const Letter&) = delete;
    Letter& operator=(const Letter&) = delete;

    CURL* handle() const { return handle_.get(); }
    notify::Delivered result(CURLcode code) const;

private:
    void prepare(long seconds);
    void secure(const notify::Mail& to);
    std::string what_failed(CURLcode code) const;
    static std::size_t give(char* into, std::size_t size, std::size_t count, void* self);
    static std::size_t take(const char* data, std::size_t size, std::size_t count, void* self);

    bool is_mail_ = false;
    std::string content_;
    std::size_t given_ = 0;
    web::Easy handle_;
    web::List lines_;  // headers, or receivers
    std::string answer_;
    char trouble_[CURL_ERROR_SIZE] = "";
};

}  // namespace holdfast::post
