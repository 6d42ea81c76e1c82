#!/bin/sh
# Prepares docker-compose.yml: secrets as files, and .env. May be repeated: secrets and settings that are there stay.
#   sh ops/container/prepare.sh [profile …]      profiles: single demo observe local-ai; at first single demo
set -eu
cd "$(dirname "$0")/../.."
secrets=ops/container/secrets
profiles="${*:-single demo}"

# Only their owner passes through the folder; in containers the files are read by other users.
mkdir -p "$secrets/own"
chmod 700 "$secrets"
chmod 755 "$secrets/own"

# What services read from the checkout, whatever the umask that it was made with.
for place in ops/nginx ops/prometheus ops/grafana ops/container/observe; do
  [ ! -e "$place" ] || chmod -R go+rX "$place"
done

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
keep() {
  [ -s "$secrets/$1" ] || printf '%s' "$2" > "$secrets/$1"
  chmod 444 "$secrets/$1"
}
read_secret() { cat "$secrets/$1"; }

keep postgres_password "$(random 24)"
keep database_admin_url "postgres://postgres:$(read_secret postgres_password)@postgres:5432/aam"
keep database_url "postgres://aam_app:$(random 24)@postgres:5432/aam"
keep redis_password "$(random 24)"
keep redis_url "redis://:$(read_secret redis_password)@redis:6379"
keep s3_access_key_id "AAM$(random 8)"
keep s3_secret_access_key "$(random 24)"
keep master_key "$(random 32)"
keep demo_password "$(random 3)-$(random 3)-$(random 3)"
keep grafana_password "$(random 12)"

touch .env
chmod 600 .env
# A last line without an end would take in what is added.
[ -z "$(tail -c 1 .env)" ] || echo >> .env
set_once() { grep -q "^$1=" .env || printf '%s=%s\n' "$1" "$2" >> .env; }

# Profiles that are named replace those of before.
if [ $# -gt 0 ]; then
  sed -i.before '/^COMPOSE_PROFILES=/d' .env && rm -f .env.before
fi
set_once COMPOSE_PROFILES "$(echo "$profiles" | tr ' ' ',')"
# What a profile needs is set with it, and goes with it where nobody has changed it.
of_profile() {
  case ",$(sed -n 's/^COMPOSE_PROFILES=//p' .env | tail -n 1)," in
    *",$1,"*) set_once "$2" "$3" ;;
    *) grep -vxF "$2=$3" .env > .env.after || true; cat .env.after > .env; rm .env.after ;;
  esac
}
of_profile observe OTEL_EXPORTER_OTLP_ENDPOINT http://collector:4318
of_profile local-ai SPEECH_PROVIDER whisper
of_profile local-ai WHISPER_BASE_URL http://speech:8000
of_profile local-ai WHISPER_MODEL Systran/faster-whisper-small
of_profile local-ai LLM_PROVIDER openai
of_profile local-ai OPENAI_BASE_URL http://model:8080/v1
of_profile local-ai OPENAI_MODEL local
of_profile local-ai OPENAI_CONTEXT_TOKENS 16000

# As Compose reads it: the last one counts, without quotes and remarks.
setting() { sed -n "s/^$1=//p" .env | tail -n 1 | sed "s/[[:space:]]#.*//; s/[[:space:]]*$//; s/^[\"']\(.*\)[\"']$/\1/"; }
domain="$(setting TENANT_BASE_DOMAIN)"
port="$(setting AAM_HTTPS_PORT)"
case "${port:-443}" in 443) suffix= ;; *) suffix=":$port" ;; esac
[ "$suffix" = '' ] || set_once PUBLIC_URL "https://${domain:-localhost}$suffix"
echo "Secrets are in $secrets, settings in .env. Start AAM with: docker compose up -d"
case ",$(setting COMPOSE_PROFILES)," in *,demo,*)
  email="$(setting DEMO_EMAIL)"
  echo "Then open https://demo.${domain:-localhost}$suffix/"
  echo "and sign in as ${email:-owner@demo.example} with $(read_secret demo_password)"
  ;;
esac
