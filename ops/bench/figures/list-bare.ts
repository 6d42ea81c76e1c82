import postgres from 'postgres'

// The minimum that can answer the same question: no sessions, no tenants, no row-level security.
const { databaseUrl } = JSON.parse(process.argv[2] ?? '') as { databaseUrl: string }
const sql = postgres(databaseUrl, { max: 10 })
const tenants = new Map(
  (await sql`select slug, id from tenants`).map((row) => [row.slug as string, row.id as string]),
)

const server = Bun.serve({
  port: 0,
  async fetch(request) {
    const slug = request.headers.get('host')?.split('.')[0] ?? ''
    const data = await sql`
      select m.id, m.title, m.status, m.stage, m.reason, m.can_retry, m.progress, m.scenario_id, m.scenario_version,
        m.language, m.client_id, c.name as client_name, m.owner_id, u.name as owner_name, m.started_at,
        m.duration_ms, m.item_count, m.decided_count, m.current_transcript_id, m.current_run_id, m.rev,
        m.created_at, m.updated_at, m.created_at::text as position,
        coalesce((
          select json_agg(json_build_object('name', p.name, 'role', p.role, 'personId', p.person_id) order by p.ord)
          from participants p where p.tenant_id = m.tenant_id and p.meeting_id = m.id), '[]'::json) as participants
      from (select * from meetings where tenant_id = ${tenants.get(slug) ?? null}
        order by created_at desc, id desc limit 21) m
      left join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id
      join users u on u.tenant_id = m.tenant_id and u.id = m.owner_id
      order by m.created_at desc, m.id desc`
    return Response.json({ data: data.slice(0, 20) })
  },
})
console.log(`port ${server.port}`)
