import { join } from 'node:path'
import { ROOT, runTool } from '../../scripts/child.ts'
import { keepEvents } from '../e2e/fixtures.ts'
import { build, expect, expectOnlyMarked, install, npm, test } from './example.ts'
import { expectItems, shopInBothLanguages } from './shop.ts'

test.describe.configure({ mode: 'serial' })

test('React 19: installs from its lock file and builds', async () => {
  await install('react')
  await build('react')
})

test('React 19: its types take what the element takes, and refuse what it does not', async () => {
  const project = join(ROOT, 'demo', 'react', 'types')
  expectOnlyMarked(
    'react',
    'types',
    await runTool('tsc', ['-p', project, '--pretty', 'false'], { quiet: true }),
  )
})

test('React 19: the page is paid through', async ({ openExample, page, backend }) => {
  const till = await openExample('react')
  await expectItems(till)
  await shopInBothLanguages(till, page, backend)
})

test('React 19: mounted twice, as StrictMode does while developing, it makes one payment and tells of it once', async ({
  openExample,
  page,
  backend,
}) => {
  const args = ['exec', '--', 'vite', 'build', '--mode', 'development', '--outDir', 'dist/development']
  await npm('react', args, { NODE_ENV: 'development' })
  await keepEvents(page)
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  const till = await openExample('react', 'dist/development')
  await till.pay('787-555-0101')
  await expect(till.dialog).toContainText('Pago completado')
  expect(said.join()).toContain('React DevTools')
  expect(backend.rows().map((row) => row.status)).toEqual(['COMPLETED'])
  expect(await backend.tickets()).toHaveLength(1)
  expect((await till.events()).filter((name) => name === 'athm-completed')).toHaveLength(1)
})
