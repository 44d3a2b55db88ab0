import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Movement } from '../simulation/books.ts'
import type { Screen } from './probe.ts'
import { createWitness, type Books, type PaymentLine, type TicketLine } from './witness.ts'

const PAYMENT: PaymentLine = {
  id: 'pay_1',
  status: 'OPEN',
  phone: '7875550100',
  total_cents: 2_500,
  reference_number: null,
  ecommerce_id: 'e-1',
  review: null,
}

const SCREEN: Screen = {
  load: 'a',
  path: '/shop',
  isDefined: true,
  phase: 'waiting',
  isOpen: true,
  said: 'Confirma en tu app',
  reference: '',
  isAway: false,
  isUsable: true,
  paymentId: 'pay_1',
}

const CAPTURE: Movement = { type: 'payment', ecommerceId: 'e-1', referenceNumber: 'r-1', totalCents: 2_500 }

const COMPLETED = { load: 'a', name: 'athm-completed', paymentId: 'pay_1', referenceNumber: 'r-1' }

const PAID: PaymentLine = { ...PAYMENT, status: 'COMPLETED', reference_number: 'r-1' }

/** Has a witness look at reports beside these books. Returns the rules that were broken. */
async function look(
  books: { payments?: PaymentLine[]; tickets?: TicketLine[]; movements?: Movement[] },
  reports: readonly Parameters<ReturnType<typeof createWitness>['hear']>[1][],
  isSigned = true,
): Promise<string[]> {
  const { payments = [PAYMENT], tickets = [], movements = [] } = books
  const kept: Books = {
    payments: () => payments,
    tickets: async () => tickets,
    movements: async () => movements,
  }
  const witness = createWitness(kept, isSigned, () => {})
  for (const report of reports) witness.hear('tab1', report)
  return (await witness.close()).map((text) => text.replace(/:.*/, ''))
}

test('a screen that says what is so breaks no rule', async () => {
  assert.deepEqual(await look({}, [{ screen: SCREEN }]), [])
  const screen = { ...SCREEN, phase: 'completed', said: 'Pago completado', reference: 'r-1' }
  const books = { payments: [PAID], movements: [CAPTURE] }
  assert.deepEqual(await look(books, [{ heard: COMPLETED }, { screen }]), [])
})

test('"paid" before the server says COMPLETED is found out, in each language, in words, phase, reference and event', async () => {
  for (const seen of [
    { phase: 'completed', said: '' },
    { phase: 'waiting', said: 'Pago completado' },
    { phase: 'failed', said: 'This order is already paid' },
    { phase: 'waiting', said: '', reference: 'r-1' },
  ])
    assert.deepEqual(
      await look({}, [{ screen: { ...SCREEN, ...seen } }]),
      ['paid early'],
      JSON.stringify(seen),
    )
  assert.deepEqual(await look({}, [{ heard: COMPLETED }]), ['paid early'])
})

test('a completed payment that is told twice by one page is found out; by two pages it may be', async () => {
  const books = { payments: [PAID], movements: [CAPTURE] }
  assert.deepEqual(await look(books, [{ heard: COMPLETED }, { heard: COMPLETED }]), ['told once'])
  assert.deepEqual(await look(books, [{ heard: COMPLETED }, { heard: { ...COMPLETED, load: 'b' } }]), [])
})

test('"not charged" after the money moved is found out', async () => {
  for (const said of ['Pago cancelado | No se cobró nada.', 'You were not charged.'])
    assert.deepEqual(
      await look({ movements: [CAPTURE] }, [{ screen: { ...SCREEN, phase: 'cancelled', said } }]),
      ['never uncharged'],
    )
})

test('two payments that live at once are found out: of one order, or of one phone', async () => {
  const payments = [PAYMENT, { ...PAYMENT, id: 'pay_2', ecommerce_id: 'e-2' }]
  const tickets: TicketLine[] = [
    { ecommerceId: 'e-1', status: 'OPEN', phone: '7875550100' },
    { ecommerceId: 'e-2', status: 'CONFIRM', phone: '7875550120' },
  ]
  const samePhone = tickets.map((ticket) => ({ ...ticket, phone: '7875550100' }))
  assert.deepEqual(await look({ payments, tickets }, []), ['one live payment'])
  assert.deepEqual(await look({ payments, tickets }, [], false), [])
  assert.deepEqual(await look({ payments, tickets: samePhone }, [], false), ['one live payment'])
  // ATH Móvil has made one of which nobody heard: it can't be captured.
  assert.deepEqual(await look({ payments: [PAYMENT], tickets }, []), [])
})
