/** Ports of loopback that were free just now, each of them another. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () =>
    Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() }),
  )
  const ports = probes.map(({ port }) => port ?? 0)
  await Promise.all(probes.map((probe) => probe.stop(true)))
  return ports
}

export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1)
  return port
}
