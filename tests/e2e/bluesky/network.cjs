// A whole Bluesky on loopback: directory, PDS, AppView, moderation.
//
// Environment: DB_POSTGRES_URL (a database with pg_trgm), REDIS_HOST.
// It prints one JSON object a line: first {"ready": URL of the PDS}, then an answer to each command.
// Commands, one JSON object a line on standard input:
//   {"do": "down"}                 the PDS goes away: connections are refused
//   {"do": "up"}                   it comes back on the same port with the same data
//   {"do": "slow", "ms": 3000}     every answer of the PDS is held back that long, 0 ends it
// The end of standard input stops everything.
const { createInterface } = require('node:readline')
const { TestNetwork, mockNetworkUtilities } = require('@atproto/dev-env')
const { PDS } = require('@atproto/pds')

const say = (message) => process.stdout.write(JSON.stringify(message) + '\n')

// The network keeps neither configuration nor secrets of its PDS, which a restart needs.
const made = new Map()
const create = PDS.create
PDS.create = async (config, secrets, ...rest) => {
  made.set(config.service.port, [config, secrets])
  return create.call(PDS, config, secrets, ...rest)
}

let delay = 0

function holdBack(pds) {
  const http = pds.server.server
  const emit = http.emit
  http.emit = function (event, ...args) {
    if (event !== 'request' || delay === 0) return emit.call(this, event, ...args)
    setTimeout(() => emit.call(this, event, ...args), delay)
    return true
  }
}

async function main() {
  const network = await TestNetwork.create({
    dbPostgresSchema: 'bsky',
    pds: { rateLimitsEnabled: process.env.RATE_LIMITS === '1' },
  })
  const { pds } = network
  holdBack(pds)

  const commands = {
    async down() {
      await pds.server.destroy()
    },
    async up() {
      pds.server = await PDS.create(...made.get(pds.port))
      mockNetworkUtilities(pds)
      await pds.server.start()
      holdBack(pds)
    },
    async slow({ ms }) {
      delay = ms
    },
  }

  say({ ready: `http://127.0.0.1:${pds.port}` })
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line)
    await commands[command.do](command)
    say({ done: command.do })
  }
  setTimeout(() => process.exit(0), 5000).unref()
  await network.close()
  process.exit(0)
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
