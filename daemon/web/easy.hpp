// One transfer of libcurl's, and what all of ours have in common.
#pragma once

#include <memory>
#include <string>
#include <tuple>

#include <curl/curl.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::web {

struct Cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, Cleanup>;
using List = std::unique_ptr<curl_slist, Cleanup>;

// libcurl refuses an option only where it lacks memory, or was built without what we need.
template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
    net::ensure(curl_easy_setopt(handle, option, value) == CURLE_OK, "libcurl knows its options");
}

// Without signals, and without a proxy even from the environment.
inline Easy make_easy() {
    Easy easy{curl_easy_init()};
    net::ensure(easy != nullptr, "libcurl makes a handle where there is memory");
    set(easy.get(), CURLOPT_NOSIGNAL, 1L);
    set(easy.get(), CURLOPT_PROXY, "");
    return easy;
}

// Who is believed to be whom. `ca_file`: "": the system's authorities.
inline void trust(CURL* handle, bool verify, const std::string& ca_file) {
    constexpr const char* system_authorities = "/etc/ssl/certs/ca-certificates.crt";
    set(handle, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
    set(handle, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    set(handle, CURLOPT_CAINFO, ca_file.empty() ? system_authorities : ca_file.c_str());
    set(handle, CURLOPT_CAPATH, nullptr);  // with it, libcurl would read them all anew for each connection
    set(handle, CURLOPT_CA_CACHE_TIMEOUT, 300L);
}

inline void append(List& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    net::ensure(longer != nullptr, "libcurl has memory for a line");
    std::ignore = list.release();
    list.reset(longer);
}

}  // namespace holdfast::web
