#!/usr/bin/env bash
# Makes a certificate for a server that has no public name, or to try things with, and prints the
# pin of its key, by which clients know it whatever its name and its dates (--pin):
#
#   ./certificate.sh [FOLDER [NAMES [DAYS]]]     NAMES such as DNS:nas.local,IP:192.0.2.1
#
# FOLDER (this one if it is left out) then has fullchain.pem and privkey.pem for the server, and
# ca.pem for clients that have no pin (--ca). They are good for 30 days and for NAMES, else for
# localhost. The authority's key is kept nowhere. Needs openssl.
set -euo pipefail

folder=${1:-.}
names=${2:-DNS:localhost,IP:127.0.0.1}
days=${3:-30}
mkdir -p "$folder"
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/openssl.cnf" <<END
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = $names
END
request() { # KEY SUBJECT ARGUMENT...
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -config "$work/openssl.cnf" -keyout "$1" -subj "$2" "${@:3}"
}
{
  request "$work/ca.key" "/CN=Throwaway CA $(openssl rand -hex 4)" -x509 -days "$days" -extensions ca \
    -out "$folder/ca.pem"
  request "$folder/privkey.pem" "/CN=${names##*:}" -out "$work/server.csr"
  openssl x509 -req -in "$work/server.csr" -days "$days" -CA "$folder/ca.pem" -CAkey "$work/ca.key" \
    -CAcreateserial -CAserial "$work/serial" -extfile "$work/openssl.cnf" -extensions server \
    -out "$work/server.pem"
} >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cat "$work/server.pem" "$folder/ca.pem" >"$folder/fullchain.pem"
chmod 644 "$folder/ca.pem" "$folder/fullchain.pem"
openssl x509 -in "$work/server.pem" -noout -pubkey | openssl pkey -pubin -outform der |
  openssl dgst -sha256 -binary | openssl base64 | sed 's|^|pin sha256//|'
