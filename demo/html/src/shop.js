import { ENDS, TEXTS, toOutcome, toSentence } from '../../product/texts.ts'

const button = document.querySelector('athm-button')
const status = document.querySelector('[role=status]')
const page = document.documentElement
let outcome = null

function show() {
  for (const element of document.querySelectorAll('[data-text]'))
    element.textContent = TEXTS[page.lang][element.dataset.text]
  button.lang = page.lang
  status.className = outcome?.type ?? ''
  status.textContent = outcome ? toSentence(outcome, page.lang) : ''
}

for (const type of ['athm-open', ...ENDS])
  button.addEventListener(type, (event) => {
    outcome = type === 'athm-open' ? null : toOutcome(event)
    show()
  })

document.querySelector('.language').addEventListener('click', ({ currentTarget }) => {
  const before = page.lang
  page.lang = currentTarget.lang
  currentTarget.lang = before
  show()
})
