#include "metrics/gzip.hpp"

#include <array>
#include <new>
#include <utility>

namespace holdfast::metrics {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib: 32 KiB, plus 16 for the gzip wrapping
constexpr int memory_level = 8;

}  // namespace

GzipStream::GzipStream() {
    const int result = deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY);
    if (result != Z_OK) throw std::bad_alloc{};
}

GzipStream::~GzipStream() {
    deflateEnd(&stream_);
}

void GzipStream::add(std::string_view text) {
    deflate_all(text, Z_NO_FLUSH);
}

std::string GzipStream::finish() {
    deflate_all({}, Z_FINISH);
    return std::move(packed_);
}

void GzipStream::deflate_all(std::string_view text, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib reads only
    stream_.avail_in = static_cast<uInt>(text.size());
    std::array<char, 16384> room;
    do {
        stream_.next_out = reinterpret_cast<Bytef*>(room.data());
        stream_.avail_out = static_cast<uInt>(room.size());
        deflate(&stream_, flush);
        packed_.append(room.data(), room.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);  // a full room: there may be more
}

}  // namespace holdfast::metrics
