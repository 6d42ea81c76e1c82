import { canInstallPackages, installPackages } from '../test/debian-packages.ts'

/** Debian 12's Postgres; its programs are not on the PATH. */
export const postgresPrograms = '/usr/lib/postgresql/15/bin'

const packageOf = {
  [`${postgresPrograms}/initdb`]: 'postgresql-15',
  '/usr/bin/redis-server': 'redis-server',
  '/usr/bin/redis-cli': 'redis-tools',
  '/usr/sbin/nginx': 'nginx-light',
  '/usr/bin/envsubst': 'gettext-base',
  '/usr/bin/openssl': 'openssl',
  '/usr/bin/curl': 'curl',
  '/usr/bin/prometheus': 'prometheus',
}

const missing = (): string[] =>
  Object.entries(packageOf)
    .filter(([program]) => Bun.which(program) === null)
    .map(([, name]) => name)

/** True on a Debian machine that has its own Postgres, Redis, nginx and Prometheus or can install them. */
export const hasDebianPrograms = (): boolean => canInstallPackages() || missing().length === 0

export async function provideDebianPrograms(): Promise<void> {
  const packages = missing()
  if (packages.length > 0) await installPackages(packages)
}
