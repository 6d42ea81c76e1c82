import postgres from 'postgres'
import { fromPage } from '../../../server/modules/meetings/repo/rows.ts'

// The minimum that can answer the same question: no sessions, no tenants, no row-level security.
const { databaseUrl } = JSON.parse(process.argv[2] ?? '') as { databaseUrl: string }
const sql = postgres(databaseUrl, { max: 10 })
const tenants = new Map(
  (await sql`select slug, id from tenants`).map((row) => [row.slug as string, row.id as string]),
)

// The product's own columns, so that both sides read the same.
const statement = fromPage(
  'select m.* from meetings m where m.tenant_id = $1 order by m.created_at desc, m.id desc limit 21',
  '$1',
)

const server = Bun.serve({
  port: 0,
  async fetch(request) {
    const slug = request.headers.get('host')?.split('.')[0] ?? ''
    const data = await sql.unsafe(statement, [tenants.get(slug) ?? null], { prepare: true })
    return Response.json({ data: data.slice(0, 20) })
  },
})
console.log(`port ${server.port}`)
