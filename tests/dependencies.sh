# Debian 12 packages, and the one function that installs what is missing of them. Sourced by demo.sh and test.sh.

build_packages=(
    g++ cmake ninja-build ccache pkg-config
    libboost1.81-dev libcli11-dev libcivetweb-dev libcurl4-openssl-dev libdeflate-dev libfmt-dev libnl-3-dev libnl-route-3-dev libnftables-dev libseccomp-dev
    libssl-dev libtomlplusplus-dev nlohmann-json3-dev prometheus-cpp-dev zlib1g-dev
)
lab_packages=(iproute2 nftables python3 curl)
test_packages=(libgtest-dev libgmock-dev libcap2-bin systemd util-linux python3-pytest python3-pytest-xdist python3-aiosmtpd keepalived psmisc procps openssl frr
    chromium python3-prometheus-client prometheus prometheus-alertmanager php-cli php-cgi php-mysql zabbix-frontend-php python3-yaml
    haproxy mariadb-server nginx)
long_packages=(zabbix-server-mysql)
fuzz_packages=(clang-19 libclang-rt-19-dev llvm-19)
tidy_packages=(clang-tidy-19 clang-tools-19)

# install_packages NAME...: asks the network only for what dpkg does not know as installed.
install_packages() {
    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "installing: ${missing[*]}"
    apt-get update -qq
    # A package that starts its service on installation (keepalived, frr) must not do so here.
    local policy=/usr/sbin/policy-rc.d made=
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    local result=$?
    [ -z "$made" ] || rm -f "$policy"
    return $result
}
