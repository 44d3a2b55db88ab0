import { join } from 'node:path'
import { ROOT, runTool } from '../../scripts/child.ts'
import { expectOnlyMarked, install, runOwnTool, test } from './example.ts'

test('Angular: its compiler checks a template with the element and its events, and refuses what is wrong', async () => {
  await install('angular')
  const ngc = '@angular/compiler-cli/bundles/src/bin/ngc.js'
  expectOnlyMarked('angular', 'src', await runOwnTool('angular', ngc, '-p', 'tsconfig.json', '--noEmit'))
})

test('Preact and Solid: their types take what the element takes, and refuse what it does not', async () => {
  await install('jsx')
  for (const framework of ['preact', 'solid']) {
    const project = join(ROOT, 'demo', 'jsx', framework)
    const finished = await runTool('tsc', ['-p', project, '--pretty', 'false'], { quiet: true })
    expectOnlyMarked('jsx', framework, finished)
  }
})
