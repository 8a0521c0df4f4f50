// gzip (RFC 1952) by zlib, piece by piece.
#pragma once

#include <string>
#include <string_view>

#include <zlib.h>

namespace holdfast::metrics {

class GzipStream {
public:
    GzipStream();  // throws std::bad_alloc, as the others may
    ~GzipStream();
    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;

    void add(std::string_view text);
    // The whole, once; nothing can be added after.
    std::string finish();

private:
    void deflate_all(std::string_view text, int flush);

    z_stream stream_{};
    std::string packed_;
};

}  // namespace holdfast::metrics
