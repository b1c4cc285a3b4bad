# SPDX-License-Identifier: MIT
# The key distribution centre of the realm TEST.EXAMPLE, until it is stopped.
# realm.sh CONFIGURATION DIRECTORY: the directory gets the keys of the web server and of `me`.
set -eu
export KRB5_CONFIG="$1" KRB5_KDC_PROFILE="$1"
cd "$2"
rm -f principal* stash server.keytab me.keytab
/usr/sbin/kdb5_util create -s -P master >/dev/null
/usr/sbin/kadmin.local >/dev/null <<COMMANDS
addprinc -pw secret-canary me
addprinc -randkey HTTP/127.0.0.1
ktadd -k server.keytab HTTP/127.0.0.1
ktadd -norandkey -k me.keytab me
COMMANDS
exec /usr/sbin/krb5kdc -n
