# One image for every process of AAM: `api`, `worker`, `migrate`, `storage`, `demo`, `up`; `docker run aam help` lists all.
# Any Debian 12 will do as a base: `bun ops/container/check.ts` builds on one that it makes itself.
ARG BASE=docker.io/library/debian:bookworm-20260824-slim

# Bun in the version that package.json pins, from npm: no image of somebody else's is needed.
FROM ${BASE} AS bun
RUN apt-get update -q \
 && apt-get install -yq --no-install-recommends ca-certificates npm \
 && rm -rf /var/lib/apt/lists/*
COPY package.json /tmp/package.json
RUN version="$(node -p "require('/tmp/package.json').packageManager.replace(/^bun@/, '')")" \
 && npm install --global --prefix /opt/bun "bun@${version}" \
 && install -m 755 /opt/bun/lib/node_modules/bun/bin/bun.exe /usr/local/bin/bun

# Packages, the built dashboard, and of both only what runs.
FROM bun AS build
WORKDIR /app
COPY package.json bun.lock bunfig.toml ./
COPY ops/patches ops/patches
RUN bun install --frozen-lockfile --production
# What .dockerignore lets in.
COPY . .
# A checkout that only its owner may read must be readable to the user of the image, too.
RUN bun ops/container/image/prepare.ts \
 && mv ops/container/image/healthy.ts ops/container/image/self-signed.sh ops/ && rm -r ops/container ops/patches \
 && chmod -R go+rX /app

FROM ${BASE} AS runtime
# ffmpeg for recordings, redis for `up`, tini because the first process of a container must pass signals on. The
# software renderer (165 MB) comes with ffmpeg's window output, which nobody opens here.
RUN apt-get update -q \
 && RUNLEVEL=1 apt-get install -yq --no-install-recommends ca-certificates ffmpeg redis-server tini \
 && dpkg --purge --force-depends libgl1-mesa-dri libllvm15 libz3-4 \
 && apt-get clean \
 && rm -rf /var/lib/apt/lists/* /var/cache/debconf/* /var/log/* /usr/share/doc /usr/share/man
RUN useradd --uid 10001 --user-group --home-dir /var/lib/aam --shell /usr/sbin/nologin aam \
 && cd /var/lib && install -d -o aam -g aam -m 700 aam aam/keys aam/objects aam/tmp aam/certificates \
 && printf '#!/bin/sh\nexec bun /app/server/main/cli.ts "$@"\n' > /usr/local/bin/aam && chmod 755 /usr/local/bin/aam
COPY --from=bun /usr/local/bin/bun /usr/local/bin/bun
COPY --from=build /app /app
WORKDIR /app
ENV AAM_HOME=/var/lib/aam \
    HOST=0.0.0.0 \
    METRICS_HOST=0.0.0.0 \
    NODE_ENV=production \
    BUN_RUNTIME_TRANSPILER_CACHE_PATH=0
USER 10001:10001
EXPOSE 3000 9464
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/local/bin/bun", "/app/server/main/cli.ts"]
CMD ["up"]
