#!/bin/bash
# SPDX-License-Identifier: MIT
# In a guest: a Kerberos realm with the user alice, as units `centre` and `guarded`, a web server at
# http://127.0.0.1:8001 that gives /file to whoever has a ticket. Root's.
set -euo pipefail
here=/srv/realm
mkdir -p $here/www
echo "for who has a ticket" >$here/www/file
cat >/etc/krb5.conf <<CONFIGURATION
[libdefaults]
 default_realm = TEST.EXAMPLE
 dns_lookup_kdc = false
 dns_lookup_realm = false
 dns_canonicalize_hostname = false
 rdns = false
[realms]
 TEST.EXAMPLE = {
  kdc = 127.0.0.1:8002
  database_name = $here/principal
  key_stash_file = $here/stash
 }
[domain_realm]
 127.0.0.1 = TEST.EXAMPLE
[kdcdefaults]
 kdc_listen = 127.0.0.1:8002
CONFIGURATION
export KRB5_KDC_PROFILE=/etc/krb5.conf
kdb5_util create -s -P master >/dev/null
kadmin.local >/dev/null <<COMMANDS
addprinc -pw secret alice
addprinc -randkey HTTP/127.0.0.1
ktadd -k $here/server.keytab HTTP/127.0.0.1
ktadd -norandkey -k $here/alice.keytab alice
COMMANDS
cat >$here/guarded.conf <<CONFIGURATION
ServerRoot $here
DefaultRuntimeDir $here
PidFile $here/guarded.pid
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule auth_gssapi_module /usr/lib/apache2/modules/mod_auth_gssapi.so
ServerName 127.0.0.1
Listen 127.0.0.1:8001
DocumentRoot $here/www
ErrorLog $here/errors
<Location />
    AuthType GSSAPI
    AuthName here
    GssapiAllowedMech krb5
    GssapiCredStore keytab:$here/server.keytab
    Require valid-user
</Location>
CONFIGURATION
# Nothing of it is secret, and alice runs the web server.
chmod -R a+rX $here
chown -R alice $here
systemd-run --quiet --unit=centre --setenv=KRB5_KDC_PROFILE=/etc/krb5.conf /usr/sbin/krb5kdc -n
systemd-run --quiet --unit=guarded --uid=alice /usr/sbin/apache2 -X -f $here/guarded.conf
