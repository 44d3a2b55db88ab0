import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { checkClock } from '../../server/doctor/clock.ts'
import { checkSecrets } from '../../server/doctor/secrets.ts'
import type { Check } from '../../server/index.ts'
import { openDatabase } from '../../server/store/store.ts'
import { createManualClock } from '../manual-clock.ts'
import { examine } from './examine.ts'
import { createFolder, createSandboxOnFile } from './on-file.ts'
import { createSandbox, START } from './sandbox.ts'

const TOKEN = 'q8Zr3vT1mXw7Lk2pYb6N'

suite('the doctor, of the clock,', () => {
  const clock = createManualClock(START)
  const cases: readonly (readonly [
    title: string,
    said: number | null | Error,
    state: Check['state'],
    sentence: RegExp,
  ])[] = [
    ['that is right', START, 'ok', /agrees/],
    ['that is 59 seconds off', START + 59_000, 'ok', /agrees/],
    ['that is behind', START + 120_000, 'warning', /2 minutes behind ATH Móvil's/],
    ['that is ahead', START - 3_600_000, 'warning', /1 hour ahead of ATH Móvil's/],
    ['that nobody can be asked about', null, 'ok', /with the database alone: ATH Móvil did not say/],
    ['while ATH Móvil is away', new Error('away'), 'ok', /with the database alone: ATH Móvil did not say/],
  ]
  for (const [title, said, state, sentence] of cases) {
    test(`${title}, says what it has compared`, async (t) => {
      const db = await openDatabase(':memory:')
      t.after(() => db.destroy())
      const check = await checkClock({ db, clock }, async () => {
        if (said instanceof Error) throw said
        return said
      })
      assert.equal(check.state, state)
      assert.match(check.message, sentence)
    })
  }

  test('that was set back, notices by what was written', async (t) => {
    const file = join(createFolder(t), 'athm.db')
    const first = await createSandboxOnFile(t, { database: file })
    first.simulator.clock.jump(86_400_000)
    await first.begin()
    const { athm } = await createSandbox(t, { database: file, start: false })
    const [state, message] = (await examine(athm)).find('clock')
    assert.deepEqual([state, message], ['warning', 'The clock is 1 day behind what was written last.'])
  })
})

suite('the doctor, of the secrets,', () => {
  const strong = {
    mode: 'live',
    secrets: ['Wq3nT8vLx1Zc6RmYp4Kb9SdJf7Hg2Uea'],
    secretKey: null,
    webhookTokens: [TOKEN],
    privateToken: 'x',
  } as const
  const cases: readonly (readonly [
    title: string,
    change: Partial<Parameters<typeof checkSecrets>[0]>,
    sentence: RegExp | null,
  ])[] = [
    ['strong ones', {}, null],
    ['a secret of one letter', { secrets: ['s'.repeat(64)] }, /ATHM_SECRET can be guessed/],
    [
      'an old secret that repeats itself',
      { secrets: [...strong.secrets, 'abcd'.repeat(8)] },
      /ATHM_SECRET can be guessed/,
    ],
    ['a key that repeats itself', { secretKey: 'key!'.repeat(8) }, /ATHM_SECRET_KEY can be guessed/],
    ['one secret for two things', { secretKey: strong.secrets[0] }, /the same as another/],
    ['no token in live mode', { webhookTokens: [] }, /takes no delivery in live mode/],
    ['no token in a sandbox', { webhookTokens: [], mode: 'sandbox' }, null],
    ['a token of one letter', { webhookTokens: ['t'.repeat(20)] }, /can be guessed/],
  ]
  for (const [title, change, sentence] of cases) {
    test(`${title}: ${sentence ? 'warns' : 'has nothing to say'}, and repeats none`, () => {
      const checks = checkSecrets({ ...strong, ...change })
      const warned = checks.filter(({ state }) => state === 'warning').map(({ message }) => message)
      assert.equal(warned.length, sentence ? 1 : 0)
      if (sentence) assert.match(warned[0] ?? '', sentence)
      assert.doesNotMatch(JSON.stringify(checks), /ssss|abcd|key!|tttt|Wq3n/)
    })
  }
})
