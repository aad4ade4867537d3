// Loaded before the servers: they listen on every interface unless told otherwise, and cannot be told.
// A listen() without a host gets 127.0.0.1, so that nothing of a test is reachable from outside.
const { Server } = require('node:net')

const original = Server.prototype.listen

Server.prototype.listen = function listenOnLoopback(first, ...rest) {
  if (typeof first === 'object' && first !== null) {
    const wantsPort = first.port !== undefined && !first.host && !first.path
    return original.call(this, wantsPort ? { ...first, host: '127.0.0.1' } : first, ...rest)
  }
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))
  if ((isPort || first === undefined) && typeof rest[0] !== 'string') {
    const callback = [...rest].reverse().find((argument) => typeof argument === 'function')
    const backlog = rest.find((argument) => typeof argument === 'number')
    const options = { port: Number(first ?? 0), host: '127.0.0.1', backlog }
    return callback ? original.call(this, options, callback) : original.call(this, options)
  }
  return original.call(this, first, ...rest)
}
