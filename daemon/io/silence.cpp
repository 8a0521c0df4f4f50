#include "daemon/io/silence.hpp"

#include "daemon/io/nftables.hpp"

namespace holdfast::io {
namespace {

constexpr const char* silent_table =
    "add table netdev holdfast\n"
    "delete table netdev holdfast\n"
    "add table netdev holdfast\n";

// Whether it is there or not, of this interface or of one that had its name.
std::string removal_of(const std::string& interface) {
    const std::string chain = "chain netdev holdfast " + interface + "\n";
    return "add " + chain + "delete " + chain;
}

std::string chain_of(const std::string& interface) {
    const std::string rule = "add rule netdev holdfast " + interface + " ";
    return "add chain netdev holdfast " + interface + " { type filter hook egress device \"" + interface +
           "\" priority 0; }\n" +                                //
           rule + "ip protocol igmp drop\n" +                    //
           rule + "icmpv6 type { 130, 131, 132, 143 } drop\n" +  // MLD
           rule + "icmpv6 type nd-router-solicit drop\n" +       //
           rule + "ip6 saddr :: icmpv6 type nd-neighbor-solicit drop\n";
}

}  // namespace

Result<void> Silence::impose(std::span<const std::string> interfaces) {
    std::string script = begun_ ? "" : silent_table;
    for (const std::string& interface : interfaces) script += removal_of(interface) + chain_of(interface);
    if (Result<void> done = run_nft(script); !done) return done;
    begun_ = true;
    silent_.insert(interfaces.begin(), interfaces.end());
    return {};
}

Result<void> Silence::lift(std::span<const std::string> interfaces) {
    if (!begun_) return {};
    std::string script;
    for (const std::string& interface : interfaces) {
        silent_.erase(interface);
        script += removal_of(interface);
    }
    return silent_.empty() ? end() : run_nft(script);
}

Result<void> Silence::end() {
    begun_ = false;
    silent_.clear();
    return sweep();
}

Result<void> Silence::sweep() {
    return run_nft("add table netdev holdfast\ndelete table netdev holdfast\n");
}

}  // namespace holdfast::io
