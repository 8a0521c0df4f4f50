#include "daemon/vrrp/drop_reason.hpp"

namespace holdfast::vrrp {

std::string_view label(DropReason reason) {
    switch (reason) {
        case DropReason::ip_header:
            return "ip_header";
        case DropReason::fragment:
            return "fragment";
        case DropReason::options:
            return "options";
        case DropReason::truncated:
            return "truncated";
        case DropReason::version:
            return "version";
        case DropReason::type:
            return "type";
        case DropReason::vrid:
            return "vrid";
        case DropReason::own_source:
            return "own_source";
        case DropReason::ttl:
            return "ttl";
        case DropReason::src:
            return "src";
        case DropReason::dst:
            return "dst";
        case DropReason::checksum:
            return "checksum";
        case DropReason::count_zero:
            return "count_zero";
        case DropReason::length:
            return "length";
        case DropReason::auth_type:
            return "auth_type";
        case DropReason::auth_fail:
            return "auth_fail";
        case DropReason::hmac_missing:
            return "hmac_missing";
        case DropReason::hmac_type:
            return "hmac_type";
        case DropReason::hmac_time:
            return "hmac_time";
        case DropReason::hmac_key:
            return "hmac_key";
        case DropReason::hmac_fail:
            return "hmac_fail";
        case DropReason::hmac_replay:
            return "hmac_replay";
        case DropReason::interval_zero:
            return "interval_zero";
        case DropReason::interval_mismatch:
            return "interval_mismatch";
        case DropReason::first_not_ll:
            return "first_not_ll";
        case DropReason::owner:
            return "owner";
        case DropReason::address_list:
            return "address_list";
        case DropReason::stranger_resigned:
            return "stranger_resigned";
    }
    return "";
}

}  // namespace holdfast::vrrp
