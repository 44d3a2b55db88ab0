/** The least that a receiver of webhooks can be: node:http, and each delivery committed by itself before its answer. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'

const [database = ''] = process.argv.slice(2)
const connection = new DatabaseSync(database)
connection.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE deliveries (id INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT`)
const insert = connection.prepare('INSERT INTO deliveries (received_at, body) VALUES (?, ?)')

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => {
    insert.run(Date.now(), Buffer.concat(chunks))
    const answer = '{"received":true}'
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
    outgoing.end(answer)
  })
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
