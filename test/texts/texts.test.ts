import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ERROR_CODES } from '../../src/protocol/errors.ts'
import { en } from '../../src/texts/en.ts'
import { es } from '../../src/texts/es.ts'
import { ERROR_TEXTS, toTexts } from '../../src/texts/index.ts'
import { findStrangeWords } from '../../src/texts/own.ts'

/** Every text of a language, by its path. */
function toEntries(texts: object, path = ''): (readonly [path: string, text: string])[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? toEntries(value, `${path}${key}.`)
      : [[path + key, String(value)] as const],
  )
}

describe('the words', () => {
  it('are the same keys in both languages, none of them empty', () => {
    const keys = (texts: object) => toEntries(texts).map(([key]) => key)
    assert.deepEqual(keys(es), keys(en))
    for (const [key, text] of [...toEntries(es), ...toEntries(en)]) assert.notEqual(text.trim(), '', key)
  })

  it('fill in the same values in both languages', () => {
    const values = (text: string) => (text.match(/\{(total|phone|host|min|max)\}/g) ?? []).toSorted()
    const english = new Map(toEntries(en))
    for (const [key, text] of toEntries(es))
      assert.deepEqual(values(text), values(english.get(key) ?? ''), key)
  })

  it('have a sentence for every code, and no sentence without a code', () => {
    assert.deepEqual(Object.keys(ERROR_TEXTS).toSorted(), [...ERROR_CODES].toSorted())
    const used = new Set(Object.values(ERROR_TEXTS).map(({ sentence }) => sentence))
    assert.deepEqual([...used].toSorted(), Object.keys(en.errors).toSorted())
  })

  it('promise that nothing was charged only where the server has evidence', () => {
    const promising = Object.entries(ERROR_TEXTS).filter(([, { sentence }]) =>
      /not charged/.test(en.errors[sentence]),
    )
    assert.deepEqual(
      promising.map(([code]) => code),
      ['refused', 'create_unknown', 'amount_mismatch', 'vetoed'],
    )
    for (const [key, text] of Object.entries(en.errors)) {
      const spanish = es.errors[key as keyof typeof es.errors]
      assert.equal(/No se cobró nada/.test(spanish), /You were not charged/.test(text), key)
    }
  })

  it('are chosen when asked for', () => {
    assert.equal(toTexts('en').pay, 'Pay with ATH Móvil')
    assert.equal(toTexts('es').pay, 'Pagar con ATH Móvil')
  })
})

describe("a page's own words", () => {
  it('take the place of ours, one by one, at any depth', () => {
    const texts = toTexts('en', {
      pay: 'Donate',
      errors: { limit: 'Too much.' },
      left: { 60: 'One minute!' },
    })
    assert.deepEqual(texts, {
      ...en,
      pay: 'Donate',
      errors: { ...en.errors, limit: 'Too much.' },
      left: { ...en.left, 60: 'One minute!' },
    })
  })

  it('change nothing where they are no texts, or none of ours', () => {
    for (const own of [
      undefined,
      null,
      'Donate',
      [],
      { pay: 5, errors: 'none', nothing: 'x', done: undefined },
    ])
      assert.deepEqual(toTexts('es', own), es)
  })

  it('are named by their path where they are shown nowhere', () => {
    assert.deepEqual(findStrangeWords(en, { pay: 'Donate', errors: { limit: 'x' } }), [])
    assert.deepEqual(
      findStrangeWords(en, { pays: 'x', pay: 5, errors: { limits: 'x' }, constructor: 'x', done: undefined }),
      ['pays', 'pay', 'errors.limits', 'constructor'],
    )
  })
})
