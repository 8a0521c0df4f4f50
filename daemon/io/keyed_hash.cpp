#include "daemon/io/keyed_hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::io {

std::array<std::uint8_t, 32> KeyedHash::operator()(net::ByteView bytes) const {
    std::array<std::uint8_t, 32> digest{};
    unsigned size = 0;
    const auto* made = ::HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), bytes.data(), bytes.size(),
                              digest.data(), &size);
    net::ensure(made != nullptr && size == digest.size(), "SHA-256 is always there, and always as long");
    return digest;
}

}  // namespace holdfast::io
