#include "daemon/config/sha256.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include "daemon/net/ensure.hpp"

namespace holdfast::config {

std::string sha256(std::string_view text) {
    std::array<unsigned char, 32> digest{};
    std::size_t length = digest.size();
    const int done = EVP_Q_digest(nullptr, "SHA256", nullptr, text.data(), text.size(), digest.data(), &length);
    net::ensure(done == 1 && length == digest.size(), "libcrypto has SHA-256");
    return fmt::format("{:02x}", fmt::join(digest, ""));
}

}  // namespace holdfast::config
