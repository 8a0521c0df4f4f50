#include "daemon/io/nftables.hpp"

#include <cerrno>
#include <memory>

#include <nftables/libnftables.h>

namespace holdfast::io {
namespace {

struct FreeContext {
    void operator()(nft_ctx* context) const { nft_ctx_free(context); }
};

}  // namespace

Result<void> run_nft(const std::string& script) {
    const std::unique_ptr<nft_ctx, FreeContext> context{nft_ctx_new(NFT_CTX_DEFAULT)};
    if (!context || nft_ctx_buffer_error(context.get()) != 0 || nft_ctx_buffer_output(context.get()) != 0) {
        return failed("open nftables", ENOMEM);
    }
    errno = 0;
    if (nft_run_cmd_from_buffer(context.get(), script.c_str()) == 0) return {};
    return failed("nftables", errno != 0 ? errno : EPROTO);
}

}  // namespace holdfast::io
