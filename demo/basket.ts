/** The basket: what the café sells, how many of each, and the rows that show and change it. */

import type { AthmItem } from '../src/index.ts'
import { toAmounts, toDollars, toPrice, type Amounts } from './money.ts'
import { byId, create } from './page.ts'
import { textOf, type Lang, type TextKey } from './texts.ts'

interface Product {
  readonly name: TextKey
  readonly description: TextKey
  /** The price of one, in cents. */
  readonly price: number
  /** How many lie in the basket at first. */
  readonly quantity: number
}

const PRODUCTS: readonly Product[] = [
  { name: 'cortadito', description: 'cortaditoText', price: 225, quantity: 2 },
  { name: 'mallorca', description: 'mallorcaText', price: 575, quantity: 1 },
  { name: 'quesito', description: 'quesitoText', price: 250, quantity: 1 },
  { name: 'coffee', description: 'coffeeText', price: 1295, quantity: 0 },
]

/** Keeps every total below what ATH Móvil takes. */
const MOST_OF_EACH = 20

interface Row {
  readonly product: Product
  readonly parts: {
    readonly quantity: HTMLElement
    readonly sum: HTMLElement
    readonly less: HTMLButtonElement
    readonly more: HTMLButtonElement
  }
  quantity: number
}

/** The basket, as the rest of the page sees it. */
export interface Basket {
  readonly amounts: () => Amounts
  /** What is bought, in the button's words. */
  readonly items: () => AthmItem[]
  /** Writes the amounts and the buttons' names in a language. */
  readonly show: (lang: Lang) => void
}

/** Makes the basket in `#products`. `changed` is called after each change of a quantity. */
export function createBasket(changed: () => void): Basket {
  let lang: Lang = 'es'
  const rows = PRODUCTS.map(createRow)
  const amounts = () => toAmounts(rows.reduce((sum, row) => sum + row.product.price * row.quantity, 0))

  for (const row of rows) {
    const change = (by: number) => {
      const quantity = Math.min(MOST_OF_EACH, Math.max(0, row.quantity + by))
      if (quantity === row.quantity) return
      row.quantity = quantity
      show(lang)
      byId('announcer', HTMLElement).textContent = textOf(lang, 'changed', {
        name: textOf(lang, row.product.name),
        quantity: String(quantity),
        total: toPrice(amounts().total),
      })
      changed()
    }
    row.parts.less.addEventListener('click', () => change(-1))
    row.parts.more.addEventListener('click', () => change(1))
  }

  function show(language: Lang): void {
    lang = language
    for (const row of rows) showRow(row, lang)
    const { subtotal, tax, total } = amounts()
    byId('subtotal', HTMLElement).textContent = toPrice(subtotal)
    byId('tax', HTMLElement).textContent = toPrice(tax)
    byId('total', HTMLElement).textContent = toPrice(total)
  }

  const items = () =>
    rows
      .filter(({ quantity }) => quantity > 0)
      .map(({ product, quantity }) => ({
        name: textOf(lang, product.name),
        description: textOf(lang, product.description),
        quantity,
        price: toDollars(product.price),
      }))

  return { amounts, items, show }
}

function createRow(product: Product): Row {
  const name = create('span', 'product-name')
  name.dataset['text'] = product.name
  const description = create('span', '')
  description.dataset['text'] = product.description
  const price = create('span', 'product-price', toPrice(product.price))
  const details = create('span', 'caption', description, ' ', price)
  const parts = {
    quantity: create('span', 'quantity'),
    sum: create('span', 'product-sum'),
    less: createStep('M5 12h14'),
    more: createStep('M12 5v14M5 12h14'),
  }
  const stepper = create('div', 'stepper', parts.less, parts.quantity, parts.more)
  const what = create('div', 'product-what', name, details)
  byId('products', HTMLUListElement).append(create('li', 'product', what, stepper, parts.sum))
  return { product, parts, quantity: product.quantity }
}

function showRow({ product, parts, quantity }: Row, lang: Lang): void {
  const name = textOf(lang, product.name)
  parts.quantity.textContent = String(quantity)
  parts.sum.textContent = toPrice(product.price * quantity)
  parts.less.setAttribute('aria-label', textOf(lang, 'less', { name }))
  parts.more.setAttribute('aria-label', textOf(lang, 'more', { name }))
  // Not `disabled`: the focus would fall off the button that was just pressed.
  parts.less.setAttribute('aria-disabled', String(quantity === 0))
  parts.more.setAttribute('aria-disabled', String(quantity === MOST_OF_EACH))
}

const SVG = 'http://www.w3.org/2000/svg'

function createStep(drawing: string): HTMLButtonElement {
  const icon = document.createElementNS(SVG, 'svg')
  icon.setAttribute('viewBox', '0 0 24 24')
  icon.setAttribute('class', 'icon')
  icon.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', drawing)
  icon.append(path)
  const button = create('button', 'step')
  button.type = 'button'
  button.append(icon)
  return button
}
