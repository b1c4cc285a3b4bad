#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes the certificates of the HTTPS tests in the directory $1: NAME.pem and NAME.key of each.
set -eu
umask 077
cd "$1"

key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }

# authority NAME: one that signs itself.
authority() {
    key "$1"
    openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 2 -out "$1.pem"
}

# signed NAME SUBJECT_ALTERNATIVE_NAME DAYS [DIGEST]: by the authority `ca`.
signed() {
    [ -f "$1.key" ] || key "$1"
    openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    printf 'subjectAltName=%s\n' "$2" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -extfile "$1.ext" \
        -days "$3" "-${4:-sha256}" -out "$1.pem"
}

authority ca
authority stranger
signed server IP:127.0.0.1,DNS:localhost 2
signed elsewhere DNS:elsewhere.example 2
signed expired IP:127.0.0.1 -1
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out weak-key.key
signed weak-key IP:127.0.0.1 2
signed weak-digest IP:127.0.0.1 2 sha1
signed client DNS:client.example 2
cat client.pem client.key >client-with-key.pem
cat server.pem server.key >server-with-key.pem
openssl pkey -in client.key -aes256 -passout pass:secret -out client-encrypted.key

# answer NAME STATUS: what the authority says of the certificate NAME (RFC 6960), V: it is good.
answer() {
    expiry=$(date -u -d '+2 days' +%y%m%d%H%M%SZ)
    revoked=
    [ "$2" = V ] || revoked=$(date -u -d '-1 hour' +%y%m%d%H%M%SZ)
    serial=$(openssl x509 -in "$1.pem" -noout -serial)
    printf '%s\t%s\t%s\t%s\tunknown\t/CN=%s\n' "$2" "$expiry" "$revoked" "${serial#serial=}" "$1" \
        >"$1.index"
    openssl ocsp -issuer ca.pem -cert "$1.pem" -reqout "$1.req"
    openssl ocsp -index "$1.index" -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin "$1.req" \
        -respout "$1.ocsp" -ndays 1
}

answer server V
# With its issuer: libcurl looks for that among what the server sends.
cat server.pem ca.pem >server-chain.pem
signed revoked IP:127.0.0.1 2
answer revoked R
cat revoked.pem ca.pem >revoked-chain.pem

# What TlsPinnedKey takes.
openssl x509 -in server.pem -noout -pubkey | openssl pkey -pubin -outform der |
    openssl dgst -sha256 -binary | openssl base64 -A >server.pin
