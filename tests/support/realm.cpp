// SPDX-License-Identifier: MIT
#include "support/realm.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace transferd::test {

namespace {

/// The centre's own and everybody's.
constexpr const char* realm_configuration = R"(
[libdefaults]
 default_realm = TEST.EXAMPLE
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
 default_ccache_name = FILE:@PLACE@/tickets
[realms]
 TEST.EXAMPLE = {
  kdc = 127.0.0.1:@CENTRE@
  database_name = @PLACE@/principal
  key_stash_file = @PLACE@/stash
 }
[domain_realm]
 127.0.0.1 = TEST.EXAMPLE
[kdcdefaults]
 kdc_listen = 127.0.0.1:@CENTRE@
 kdc_tcp_listen = 127.0.0.1:@CENTRE@
[logging]
 kdc = STDERR
)";

constexpr const char* server_configuration = R"(
ServerRoot @DIR@
DefaultRuntimeDir @DIR@
PidFile @DIR@/apache.pid
Mutex pthread
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule auth_gssapi_module /usr/lib/apache2/modules/mod_auth_gssapi.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
ServerName 127.0.0.1
Listen 127.0.0.1:@WEB@
DocumentRoot @FILES@
ErrorLog /dev/stderr
LogLevel crit
ProxyRequests On
<LocationMatch "^/(me|you)/">
    AuthType GSSAPI
    AuthName here
    GssapiAllowedMech krb5
    GssapiCredStore keytab:@KEY_OF_SERVER@
</LocationMatch>
<Location /me/>
    Require user me@TEST.EXAMPLE
</Location>
<Location /you/>
    Require user you@TEST.EXAMPLE
</Location>
<Proxy *>
    AuthType GSSAPI
    AuthName proxy
    GssapiAllowedMech krb5
    GssapiCredStore keytab:@KEY_OF_SERVER@
    Require valid-user
</Proxy>
)";

WebServer::Program centre_in(const std::filesystem::path& place) {
    return {.name = "krb5kdc",
            .configuration = realm_configuration,
            .arguments =
                [place](const std::filesystem::path& file) {
                    // Where a retry leaves it, too.
                    std::filesystem::copy_file(file, place / "krb5.conf",
                                               std::filesystem::copy_options::overwrite_existing);
                    return std::vector<std::string>{"sh", TRANSFERD_REALM_SCRIPT,
                                                    place / "krb5.conf", place};
                },
            .ports = {"CENTRE"},
            .words = {{"PLACE", place}}};
}

std::string with(const std::filesystem::path& configuration) {
    return "KRB5_CONFIG=" + configuration.string();
}

WebServer::Program server_of(const Realm& realm, const std::filesystem::path& files) {
    return {.name = "apache2",
            .configuration = server_configuration,
            .arguments =
                [krb5 = with(realm.configuration())](const std::filesystem::path& file) {
                    return std::vector<std::string>{"env", krb5, "/usr/sbin/apache2",
                                                    "-X",  "-f", file};
                },
            .ports = {"WEB"},
            .words = {{"FILES", files}, {"KEY_OF_SERVER", realm.key_of_server()}}};
}

}  // namespace

Realm::Realm() : centre_(centre_in(directory_.path())) {}

std::filesystem::path Realm::configuration() const {
    return directory_.path() / "krb5.conf";
}

std::filesystem::path Realm::key_of_server() const {
    return directory_.path() / "server.keytab";
}

std::filesystem::path Realm::key_of_user() const {
    return directory_.path() / "me.keytab";
}

std::vector<std::string> Realm::environment() const {
    return {"env", with(configuration())};
}

std::vector<std::string> Realm::environment_with_centre_at(std::uint16_t port) const {
    std::ifstream own{configuration()};
    std::string text{std::istreambuf_iterator<char>{own}, {}};
    const std::string here = "kdc = 127.0.0.1:" + std::to_string(centre_.port("CENTRE"));
    text.replace(text.find(here), here.size(), "kdc = 127.0.0.1:" + std::to_string(port));
    const auto file = directory_.path() / ("krb5-" + std::to_string(port) + ".conf");
    std::ofstream{file} << text;
    return {"env", with(file)};
}

void Realm::as_user(const std::string& shell_command) const {
    auto argv = environment();
    for (const auto& each : {std::string("sh"), std::string("-c"), shell_command})
        argv.push_back(each);
    const auto ended = run({.argv = argv});
    if (ended.exit.status != 0) throw std::runtime_error{shell_command + ": " + ended.output};
}

void Realm::log_in() const {
    as_user("echo secret-canary | kinit me");
}

void Realm::log_out() const {
    as_user("kdestroy");
}

TicketServer::TicketServer(const Realm& realm) : server_(server_of(realm, files_.path())) {
    for (const auto* whose : {"me", "you"}) {
        std::filesystem::create_directory(files_.path() / whose);
        std::ofstream{files_.path() / whose / "file"} << body();
    }
}

std::string TicketServer::url(const std::string& target) const {
    return local_url(Protocol::http1, server_.port("WEB"), target);
}

std::string TicketServer::body() {
    return "what the server has for who has a ticket\n";
}

}  // namespace transferd::test
