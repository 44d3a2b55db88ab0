import { build, install, test } from './example.ts'
import { expectItems, shopInBothLanguages } from './shop.ts'

test('plain HTML: installs, builds, and is paid through', async ({ openExample, page, backend }) => {
  await install('html')
  await build('html')
  const till = await openExample('html')
  await expectItems(till)
  await shopInBothLanguages(till, page, backend)
})
