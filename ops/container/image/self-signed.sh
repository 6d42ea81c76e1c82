#!/bin/sh
# Makes a certificate for AAM_DOMAIN and what is below it in the folder given, unless there is one.
set -eu
folder="$1"
if [ -s "$folder/fullchain.pem" ]; then
  echo "The certificate in $folder is kept."
  exit 0
fi
names="DNS:$AAM_DOMAIN,DNS:*.$AAM_DOMAIN"
# Browsers take no wildcard right below a top-level name.
case "$AAM_DOMAIN" in *.*) ;; *) names="$names,DNS:demo.$AAM_DOMAIN,DNS:platform.$AAM_DOMAIN" ;; esac
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 \
  -subj "/CN=$AAM_DOMAIN" -addext "subjectAltName=$names" \
  -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
chmod 644 "$folder/fullchain.pem"
echo "Made a certificate for $names, signed by itself."
