/* The door to every script: `node scripts/task.mjs <name> [arguments]`.
 *
 * This file keeps to syntax that an old Node can read, so that it lives to say which Node is needed. The scripts
 * themselves are TypeScript that Node 24 runs as it is. */

var needed = 24
var name = process.argv[2] || ''

if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(
    'npm run ' +
      name +
      ' needs Node ' +
      needed +
      ' or newer, and this is Node ' +
      process.versions.node +
      '.',
  )
  process.exit(1)
}

import('./' + name + '.ts')
  .then(function (script) {
    return script.run(process.argv.slice(3))
  })
  .then(function (exitCode) {
    if (exitCode) process.exitCode = exitCode
  })
  .catch(function (error) {
    console.error(error)
    process.exit(1)
  })
