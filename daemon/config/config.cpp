#include "daemon/config/config.hpp"

#include <array>

#include <unistd.h>

#include "daemon/config/checks.hpp"
#include "daemon/config/files.hpp"
#include "daemon/config/sections.hpp"
#include "daemon/config/sha256.hpp"
#include "daemon/config/syntax.hpp"

namespace holdfast::config {

namespace {

using Outcome = std::expected<Loaded, std::vector<Diagnostic>>;

// What the detector needs to know of an instance.
detector::WatchedInstance watched(const engine::InstanceSettings& instance) {
    std::vector<net::IpAddress> addresses;
    std::vector<net::IpAddress> elsewhere;
    for (const net::Prefix& prefix : instance.addresses) {
        addresses.push_back(prefix.address);
        const auto placement = instance.placements.find(prefix.address);
        const bool is_here = placement == instance.placements.end() || placement->second.interface.empty();
        if (!is_here) elsewhere.push_back(prefix.address);
    }
    return {.name = instance.name,
            .interface = instance.interface,
            .vrid = instance.vrid,
            .family = instance.family,
            .version = instance.version,
            .priority = instance.priority,
            .advert_interval = instance.advert_interval,
            .addresses = std::move(addresses),
            .peers = instance.peers,
            .unicast_peers = instance.unicast_peers,
            .password = instance.password,
            .hmac = instance.hmac,
            .virtual_mac = instance.virtual_mac,
            .elsewhere = std::move(elsewhere)};
}

std::vector<Draft> read_instances(TableReader& root) {
    Draft defaults;
    // Read here for its mistakes, and below as the ground of each instance.
    const toml::node* section = root.take("defaults");
    if (section != nullptr && !section->is_table()) wrong_kind(*section, "a table", root.problems(), "[defaults]");
    if (section != nullptr && section->is_table()) {
        defaults = read_instance(*section->as_table(), "[defaults]", defaults, root.problems());
    }
    std::vector<Draft> drafts;
    root.each_table("instance", [&](const toml::table& table) {
        drafts.push_back(read_instance(table, "[[instance]]", defaults, root.problems()));
    });
    return drafts;
}

void read_outlets(TableReader& root, notify::Settings& into) {
    root.table("mail", "[mail]", [&](TableReader& reader) { read_mail(reader, into.mail); });
    root.each_table("webhook",
                    [&](const toml::table& table) { into.webhooks.push_back(read_webhook(table, root.problems())); });
    root.table("stream", "[stream]", [&](TableReader& reader) { read_stream(reader, into.stream); });
    root.table("alertmanager", "[alertmanager]",
               [&](TableReader& reader) { read_alertmanager(reader, into.alertmanager); });
}

notify::Party party_of(Draft& draft) {
    const engine::InstanceSettings& settings = draft.settings;
    notify::Party party{.key = {engine::Subject::instance, settings.name},
                        .scripts = std::move(draft.notify.scripts),
                        .interface = settings.interface,
                        .vrid = std::to_underlying(settings.vrid),
                        .family = std::string{net::label(settings.family)}};
    for (const net::Prefix& address : settings.addresses) party.addresses.push_back(to_string(address));
    return party;
}

notify::Party party_of(GroupDraft& draft) {
    return {.key = {engine::Subject::group, draft.settings.name}, .scripts = std::move(draft.notify.scripts)};
}

// Before the drafts are taken apart.
void settle_notify(Config& config, std::vector<Draft>& drafts, std::vector<GroupDraft>& groups) {
    config.notify.node = config.node.name;
    config.notify.script_user = config.node.script_user.value_or(default_script_user);
    for (Draft& draft : drafts) config.notify.parties.push_back(party_of(draft));
    for (GroupDraft& draft : groups) config.notify.parties.push_back(party_of(draft));
}

Sections read_sections(TableReader& root, Config& config) {
    Sections places;
    root.table("node", "[node]", places.node, [&](TableReader& reader) { read_node(reader, config.node); });
    root.table("http", "[http]", [&](TableReader& reader) { read_http(reader, config.http); });
    root.table("log", "[log]", [&](TableReader& reader) { read_log(reader, config.log); });
    root.table("detector", "[detector]", places.detector,
               [&](TableReader& reader) { read_detector(reader, config.detector); });
    root.table("fence", "[fence]", places.fence,
               [&](TableReader& reader) { read_fence(reader, config.fence, config.detector); });
    root.table("hello", "[hello]", places.hello,
               [&](TableReader& reader) { read_hello(reader, config.detector.hello.emplace()); });
    return places;
}

template <class DraftOf>
std::vector<DraftOf> read_each(TableReader& root, std::string_view key,
                               DraftOf (*read)(const toml::table&, Problems&)) {
    std::vector<DraftOf> drafts;
    root.each_table(key, [&](const toml::table& table) { drafts.push_back(read(table, root.problems())); });
    return drafts;
}

template <class DraftOf, class Settings>
void settle(std::vector<DraftOf>& drafts, std::vector<Settings>& into) {
    for (DraftOf& draft : drafts) into.push_back(std::move(draft.settings));
}

void check_instances(std::vector<Draft>& drafts, bool whole, Problems& problems) {
    for (Draft& draft : drafts) {
        if (whole) check_required(draft, problems);
        check_instance(draft, problems);
    }
    check_together(drafts, problems);
}

enum class Depth : std::uint8_t { text, files };

Outcome parse_text(std::string_view text, std::string_view host_name, Depth depth, Problems& problems) {
    const Document document = parse_toml(std::string{text}, problems);
    Config config;
    config.node.name = host_name;

    Written written;
    TableReader root{document.root, "this file", problems, written};
    const Sections sections = read_sections(root, config);
    std::vector<Draft> drafts = read_instances(root);
    std::vector<GroupDraft> groups = read_each(root, "group", read_group);
    std::vector<CheckDraft> checks = read_each(root, "check", read_check);
    read_outlets(root, config.notify);
    root.finish();
    check_instances(drafts, document.whole, problems);
    if (document.whole) check_tracking(drafts, groups, checks, problems);
    for (Draft& draft : drafts) weigh_files(draft.settings.tracking, draft.unweighted, checks);
    for (GroupDraft& draft : groups) weigh_files(draft.settings.tracking, draft.unweighted, checks);
    if (document.whole && config.detector.hello) check_hello_required(sections.hello, problems);
    check_hello(config, sections.hello, drafts, problems);
    if (document.whole) check_policy(config, sections, drafts, problems);
    if (depth == Depth::files) {
        check_files(config, sections, problems);
        check_scripts(config, checks, problems);
        for (const Draft& draft : drafts) check_notify(config, draft.notify, problems);
        for (const GroupDraft& draft : groups) check_notify(config, draft.notify, problems);
    }
    if (problems.any_error()) return std::unexpected{problems.take()};
    if (drafts.empty()) problems.warning({}, "no [[instance]]: nothing will be held", "see the example holdfast.toml");

    config.engine.node = config.detector.node = config.node.name;
    config.engine.start_delay = config.node.start_delay;
    settle_notify(config, drafts, groups);
    for (Draft& draft : drafts) {
        config.detector.instances.push_back(watched(draft.settings));
        config.engine.instances.push_back(std::move(draft.settings));
    }
    settle(groups, config.engine.groups);
    settle(checks, config.checks);
    return Loaded{std::move(config), problems.take(), sha256(text), {std::string{text}, problems.secrets().taken()}};
}

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "node";
    return name.data();
}

}  // namespace

Outcome parse(std::string_view text, std::string_view file, std::string_view host_name) {
    Problems problems{file, text};
    return parse_text(text, host_name, Depth::text, problems);
}

Outcome parse(const Contents& contents, std::string_view file) {
    Problems problems{file, contents.text};
    problems.secrets() = Secrets{contents.secrets};
    return parse_text(contents.text, host_name(), Depth::text, problems);
}

Outcome load(const std::filesystem::path& file) {
    const std::expected<std::string, std::string> text = read_file(file);
    Problems problems{file.string(), text.value_or(""), others_may_read(file)};
    if (!text) {
        problems.error({}, text.error());
        return std::unexpected{problems.take()};
    }
    return parse_text(*text, host_name(), Depth::files, problems);
}

}  // namespace holdfast::config
