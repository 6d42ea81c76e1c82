import { Database } from 'bun:sqlite'

/** Where the bytes of an object are: files in order, each written once. */
export interface Piece {
  file: string
  sizeBytes: number
}

export interface StoredObject {
  id: string
  bucket: string
  key: string
  sizeBytes: number
  etag: string
  contentType: string
  /** Further response headers and `x-amz-meta-*`, as sent. */
  headers: Record<string, string>
  /** `x-amz-checksum-<name>` to its base64 value. */
  checksums: Record<string, string>
  modifiedMs: number
}

export interface Upload {
  id: string
  bucket: string
  key: string
  contentType: string
  headers: Record<string, string>
  /** S3's name of the algorithm (`CRC32`) whose checksum every part carries; null for parts without. */
  checksumAlgorithm: string | null
  createdMs: number
}

export interface UploadedPart {
  number: number
  file: string
  sizeBytes: number
  etag: string
  /** Base64, by the upload's algorithm. */
  checksum: string | null
  modifiedMs: number
}

export interface ListedKey {
  key: string
  sizeBytes: number
  etag: string
  modifiedMs: number
}

export interface ListFrom {
  key: string
  place: 'at' | 'after' | 'beyond'
}

// UTF-8 never contains the byte FF, so it sorts after every continuation of a prefix.
const highestByte = "cast(x'ff' as text)"
const places = { at: '>= ?', after: '> ?', beyond: `> ? || ${highestByte}` } as const

interface ObjectRow {
  id: string
  bucket: string
  key: string
  sizeBytes: number
  etag: string
  contentType: string
  headers: string
  checksums: string
  modifiedMs: number
}

type UploadRow = Omit<Upload, 'headers'> & { headers: string }

const schema = `
  create table if not exists bucket (name text primary key, createdMs integer not null);
  create table if not exists object (
    bucket text not null, key text not null, id text not null unique, sizeBytes integer not null,
    etag text not null, contentType text not null, headers text not null, checksums text not null,
    modifiedMs integer not null, primary key (bucket, key)) without rowid;
  create table if not exists piece (
    objectId text not null, number integer not null, file text not null unique,
    sizeBytes integer not null, primary key (objectId, number)) without rowid;
  create table if not exists upload (
    id text primary key, bucket text not null, key text not null, contentType text not null,
    headers text not null, createdMs integer not null, checksumAlgorithm text);
  create index if not exists upload_by_key on upload (bucket, key, id);
  create table if not exists part (
    uploadId text not null, number integer not null, file text not null unique,
    sizeBytes integer not null, etag text not null, modifiedMs integer not null, checksum text,
    primary key (uploadId, number)) without rowid;`

/** Columns that a catalog of an earlier version lacks. */
const laterColumns = [
  ['upload', 'checksumAlgorithm'],
  ['part', 'checksum'],
] as const

/**
 * The metadata of stored objects: one SQLite file, so that an object appears, is replaced and disappears atomically.
 * Keys compare by their UTF-8 bytes, as in S3.
 */
export class Catalog {
  readonly #database: Database

  constructor(path: string) {
    this.#database = new Database(path, { create: true, strict: true })
    this.#database.run('PRAGMA journal_mode = WAL')
    this.#database.run('PRAGMA synchronous = FULL')
    this.#database.run(schema)
    this.#addLaterColumns()
  }

  #addLaterColumns(): void {
    for (const [table, column] of laterColumns) {
      const has = 'select 1 from pragma_table_info(?) where name = ?'
      if (this.#one(has, table, column) === null) {
        this.#database.run(`alter table ${table} add column ${column} text`)
      }
    }
  }

  close(): void {
    this.#database.close()
  }

  /** Runs `work` in one transaction; nothing else runs between its reads and its writes. */
  transact<T>(work: () => T): T {
    return this.#database.transaction(work).immediate()
  }

  createBucket(name: string, nowMs: number): boolean {
    return this.#run('insert or ignore into bucket values (?, ?)', name, nowMs) > 0
  }

  hasBucket(name: string): boolean {
    return this.#one('select 1 from bucket where name = ?', name) !== null
  }

  buckets(): { name: string; createdMs: number }[] {
    return this.#all('select name, createdMs from bucket order by name')
  }

  isEmpty(bucket: string): boolean {
    return (
      this.#one('select 1 from object where bucket = ? limit 1', bucket) === null &&
      this.#one('select 1 from upload where bucket = ? limit 1', bucket) === null
    )
  }

  deleteBucket(name: string): void {
    this.#run('delete from bucket where name = ?', name)
  }

  findObject(bucket: string, key: string): StoredObject | undefined {
    const row = this.#one<ObjectRow>(
      'select * from object where bucket = ? and key = ?',
      bucket,
      key,
    )
    if (row === null) return undefined
    return {
      ...row,
      headers: parseTexts(row.headers),
      checksums: parseTexts(row.checksums),
    }
  }

  pieces(objectId: string): Piece[] {
    return this.#all(
      'select file, sizeBytes from piece where objectId = ? order by number',
      objectId,
    )
  }

  /** Stores an object, replacing the one under its key. */
  insertObject(object: StoredObject, pieces: Piece[]): void {
    this.#run(
      'insert or replace into object (bucket, key, id, sizeBytes, etag, contentType, headers, checksums, modifiedMs) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      object.bucket,
      object.key,
      object.id,
      object.sizeBytes,
      object.etag,
      object.contentType,
      JSON.stringify(object.headers),
      JSON.stringify(object.checksums),
      object.modifiedMs,
    )
    for (const [number, { file, sizeBytes }] of pieces.entries()) {
      this.#run('insert into piece values (?, ?, ?, ?)', object.id, number, file, sizeBytes)
    }
  }

  deleteObject(object: StoredObject): void {
    this.#run('delete from object where bucket = ? and key = ?', object.bucket, object.key)
    this.#run('delete from piece where objectId = ?', object.id)
  }

  /** Lists the keys with the prefix in order, starting at a key, after it, or after all that begin with it. */
  keysFrom(bucket: string, prefix: string, from: ListFrom, limit: number): ListedKey[] {
    return this.#all(
      `select key, sizeBytes, etag, modifiedMs from object where bucket = ?
       and key >= ? and key < ? || ${highestByte} and key ${places[from.place]} order by key limit ?`,
      bucket,
      prefix,
      prefix,
      from.key,
      limit,
    )
  }

  insertUpload(upload: Upload): void {
    this.#run(
      'insert into upload (id, bucket, key, contentType, headers, checksumAlgorithm, createdMs) values (?, ?, ?, ?, ?, ?, ?)',
      upload.id,
      upload.bucket,
      upload.key,
      upload.contentType,
      JSON.stringify(upload.headers),
      upload.checksumAlgorithm,
      upload.createdMs,
    )
  }

  findUpload(bucket: string, key: string, id: string): Upload | undefined {
    const row = this.#one<UploadRow>(
      'select * from upload where id = ? and bucket = ? and key = ?',
      id,
      bucket,
      key,
    )
    return row === null ? undefined : { ...row, headers: parseTexts(row.headers) }
  }

  uploads(bucket: string, prefix: string, key: string, id: string, limit: number): Upload[] {
    return this.#all<UploadRow>(
      `select * from upload where bucket = ? and key >= ? and key < ? || ${highestByte}
       and (key > ? or (key = ? and id > ?)) order by key, id limit ?`,
      bucket,
      prefix,
      prefix,
      key,
      key,
      id,
      limit,
    ).map((row) => ({ ...row, headers: parseTexts(row.headers) }))
  }

  parts(uploadId: string, afterNumber: number, limit: number): UploadedPart[] {
    return this.#all(
      `select number, file, sizeBytes, etag, checksum, modifiedMs from part
       where uploadId = ? and number > ? order by number limit ?`,
      uploadId,
      afterNumber,
      limit,
    )
  }

  insertPart(uploadId: string, part: UploadedPart): void {
    const { number, file, sizeBytes, etag, checksum, modifiedMs } = part
    this.#run(
      'insert or replace into part (uploadId, number, file, sizeBytes, etag, checksum, modifiedMs) values (?, ?, ?, ?, ?, ?, ?)',
      uploadId,
      number,
      file,
      sizeBytes,
      etag,
      checksum,
      modifiedMs,
    )
  }

  deleteUpload(id: string): void {
    this.#run('delete from upload where id = ?', id)
    this.#run('delete from part where uploadId = ?', id)
  }

  knowsFile(file: string): boolean {
    return (
      this.#one('select 1 from piece where file = ?', file) !== null ||
      this.#one('select 1 from part where file = ?', file) !== null
    )
  }

  #run(sql: string, ...values: (string | number | null)[]): number {
    return this.#database.query(sql).run(...values).changes
  }

  #one<Row>(sql: string, ...values: (string | number)[]): Row | null {
    return this.#database.query<Row, (string | number)[]>(sql).get(...values)
  }

  #all<Row>(sql: string, ...values: (string | number)[]): Row[] {
    return this.#database.query<Row, (string | number)[]>(sql).all(...values)
  }
}

function parseTexts(json: string): Record<string, string> {
  const value: unknown = JSON.parse(json)
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
}
