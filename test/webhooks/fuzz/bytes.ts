/** Bodies that were damaged on their way: cut, with bits turned over, with bytes that are no UTF-8. */

import type { Dice } from '../../simulation/dice.ts'

/** Damages about a third of the bodies; the others stay as they are. */
export function damage(text: string, dice: Dice): Uint8Array {
  const bytes = Buffer.from(text)
  if (dice.chance(0.65)) return bytes
  let damaged: Buffer = bytes
  const times = dice.pick([1, 1, 2, 4])
  for (let done = 0; done < times; done++) damaged = dice.pick(DAMAGES)(damaged, dice)
  return damaged
}

type Damage = (bytes: Buffer, dice: Dice) => Buffer

const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/** No UTF-8: a lone continuation, an overlong slash, half a sign, a surrogate, and beyond the last code point. */
const BAD_UTF8 = [[0x80], [0xc0, 0xaf], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff]]

const DAMAGES: readonly Damage[] = [
  cut,
  cut,
  turnBits,
  turnBits,
  (bytes, dice) => insert(bytes, Buffer.from([0]), dice),
  (bytes, dice) => insert(bytes, Buffer.from(dice.pick(BAD_UTF8)), dice),
  (bytes) => Buffer.concat([BOM, bytes]),
  (bytes) => Buffer.concat([bytes, bytes]),
  (bytes, dice) =>
    insert(bytes, Buffer.from(dice.pick([',', '}', ']', '"', '\\', '\n', '{', '\u2028'])), dice),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf16le'),
  (bytes, dice) => Buffer.concat([bytes.subarray(dice.between(0, bytes.length)), bytes]),
]

function cut(bytes: Buffer, dice: Dice): Buffer {
  return bytes.subarray(0, dice.between(0, bytes.length))
}

function turnBits(bytes: Buffer, dice: Dice): Buffer {
  if (bytes.length === 0) return bytes
  const turned = Buffer.from(bytes)
  const times = dice.pick([1, 2, 8])
  for (let done = 0; done < times; done++) {
    const at = dice.between(0, turned.length - 1)
    turned[at] = (turned[at] ?? 0) ^ (1 << dice.between(0, 7))
  }
  return turned
}

function insert(bytes: Buffer, what: Buffer, dice: Dice): Buffer {
  const at = dice.between(0, bytes.length)
  return Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)])
}
