/** What happens inside a page that is full of harm. Self-contained: the whole of it is handed to the browser. */

/** A visit: a text, how it gets to the button, and where its backend is. */
export interface Visit {
  readonly text: string
  readonly index: number
  readonly way: string
  readonly backend: string
}

/** What visits have seen. */
export interface Sight {
  /** Every element's tag, and every attribute's name with its tag, in the buttons' shadow roots. */
  readonly vocabulary: string[]
  /** Each way with the phase in which it ended. */
  readonly ends: string[]
  /** Whatever should not have been. */
  readonly faults: string[]
}

type Button = HTMLElement &
  Record<string, unknown> & { open(): void; close(): void; updateComplete: Promise<boolean> }

/** Makes the visits, one after the other, since one dialog is on screen at a time; and tells what was seen. */
export async function makeVisits(visits: readonly Visit[]): Promise<Sight> {
  const vocabulary = new Set<string>()
  const ends = new Set<string>()
  const faults: string[] = []

  const until = async (isSo: () => boolean, what: () => string): Promise<void> => {
    for (const startedAt = performance.now(); !isSo();) {
      if (performance.now() - startedAt > 20_000) throw new Error(`waited in vain for ${what()}`)
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
  }

  const toToken = (text: string): string => {
    const item = { name: text, description: text, quantity: text, price: text, tax: text, metadata: text }
    const texts = {
      subtotal: text,
      tax: text,
      metadata_1: text,
      metadata_2: text,
      origins: [text],
      jti: text,
    }
    const payload = JSON.stringify({
      total: '25.00',
      ...texts,
      items: [item, { ...item, quantity: 2, price: '1.00' }],
    })
    const binary = String.fromCodePoint(...new TextEncoder().encode(payload))
    return `e30.${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.e30`
  }

  const toOddities = (text: string): unknown[] => [
    { toString: () => text },
    { _$litType$: 1, strings: Object.assign([text], { raw: [text] }), values: [] },
    { _$litDirective$: () => text, values: [text] },
    [text, [text]],
    Object.assign(document.createElement('template'), { title: text }),
    Object.create(null),
    { toString: 1, valueOf: 1 },
    () => text,
    Symbol(text),
    10n,
    null,
    undefined,
    true,
    Number.NaN,
  ]

  const TEXTS = [
    'business-name',
    'phone-number',
    'csrf-token',
    'name',
    'theme',
    'lang',
    'success-url',
    'failure-url',
  ]
  const WORDS = [
    'pay',
    'phoneLabel',
    'phoneHint',
    'next',
    'initiating',
    'waiting',
    'waitingText',
    'completed',
    'completedText',
    'total',
    'reference',
    'copy',
    'done',
    'close',
    'server',
  ]
  const PROPERTIES = ['metadata1', 'metadata2', 'items', 'phoneNumber', 'businessName']
  const MORE = ['successUrl', 'failureUrl', 'csrfToken']

  const prepare = (button: Button, { text, index, way }: Visit): void => {
    const oddities = toOddities(text)
    const odd = oddities[index % oddities.length]
    const item = { name: text, description: text, quantity: text, price: text, tax: text, metadata: text }
    switch (way) {
      case 'attributes':
        for (const name of [...TEXTS, 'data-state']) button.setAttribute(name, text)
        button.setAttribute('metadata-1', text.slice(0, 40))
        button.setAttribute('metadata-2', text.slice(-40))
        button.setAttribute(
          'items',
          JSON.stringify([item, { ...item, quantity: 2 }, { name: { toString: 1 } }]),
        )
        button.textContent = text
        return
      case 'properties':
        for (const name of [...PROPERTIES, ...MORE, 'theme', 'name', 'lang']) button[name] = text
        button['items'] = [item]
        button['metadata1'] = button['metadata2'] = ''
        return
      case 'texts': {
        const words = Object.fromEntries(WORDS.map((name) => [name, `${text} {total}{${text}}`]))
        button['texts'] = { ...words, errors: { ...words }, cancelledBy: text, left: { ...words } }
        return
      }
      case 'oddities':
        for (const name of [...PROPERTIES, ...MORE]) button[name] = odd
        return
      case 'odd items':
        button['items'] = [odd, { name: odd, quantity: odd, price: odd }, text]
        return
      case 'odd total':
      case 'odd order':
        button[way.replace('odd ', '')] = odd
        return
      case 'signed':
        button.setAttribute('order', toToken(text))
        return
      case 'total':
      case 'subtotal':
      case 'tax':
      case 'timeout':
      case 'order':
      case 'metadata-1':
      case 'items':
      case 'base-url':
        button.setAttribute(way, text)
    }
  }

  const look = (button: Button): void => {
    for (const element of button.shadowRoot?.querySelectorAll('*') ?? []) {
      vocabulary.add(element.localName)
      for (const name of element.getAttributeNames()) vocabulary.add(`${element.localName}[${name}]`)
    }
    if (button.children.length > 0) faults.push('An element is inside the button.')
  }

  const find = <Found extends HTMLElement>(button: Button, selector: string): Found | null =>
    button.shadowRoot?.querySelector<Found>(selector) ?? null

  const visit = async (one: Visit): Promise<void> => {
    const { text, index, way, backend } = one
    const button = document.createElement('athm-button') as unknown as Button
    button.setAttribute('total', '25.00')
    button.setAttribute('base-url', backend)
    prepare(button, one)
    document.body.append(button)
    await button.updateComplete
    button.open()
    const dialog = (): HTMLDialogElement | null => find<HTMLDialogElement>(button, 'dialog')
    await until(
      () => dialog()?.open === true,
      () => 'the dialog',
    )
    look(button)
    const business = find(button, '[part=business]')?.textContent
    if (way === 'attributes' && (business ?? '') !== text)
      faults.push(`${JSON.stringify(text)} is shown as ${business}`)

    const form = find<HTMLFormElement>(button, 'form')
    const phone = find<HTMLInputElement>(button, '#phone')
    if (form && phone) {
      phone.value = '7875550101'
      phone.dispatchEvent(new InputEvent('input'))
      form.requestSubmit()
    }
    const isOver = (): boolean =>
      /completed|failed|cancelled|expired/.test(button.dataset['state'] ?? '') ||
      find(button, '[part=away],[part=error]') !== null
    await until(isOver, () => `an end, in ${button.dataset['state']}`)
    await button.updateComplete
    look(button)
    const end = find(button, '[part=away]') ? 'away' : button.dataset['state']
    ends.add(`${way}: ${end}`)
    const reference = find(button, '.reference')?.textContent
    if (
      (way === 'attributes' || way === 'paid') &&
      end === 'completed' &&
      index >= 0 &&
      !reference?.includes(text)
    )
      faults.push(`The reference ${JSON.stringify(text)} is shown as ${reference}`)
    if (end !== 'away') {
      button.close()
      await until(
        () => dialog()?.open === false,
        () => 'the dialog to close',
      )
      look(button)
    }
    button.remove()
  }

  for (const next of visits) {
    const { way, text } = next
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await visit(next).catch((thrown: unknown) =>
      faults.push(`${way} ${JSON.stringify(text)}: ${String(thrown)}`),
    )
  }
  return { vocabulary: [...vocabulary].toSorted(), ends: [...ends].toSorted(), faults }
}
