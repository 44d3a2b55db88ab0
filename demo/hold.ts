/**
 * Takes the phone into the hand. While the button's dialog is open, all else on the page is out of reach; so whoever
 * reaches for the phone makes it the modal dialog on top, in its own place, and leaving it puts it down again.
 */

import { byId } from './page.ts'

/** The hand. */
export interface Hold {
  /** Puts the phone down, if it is held, and gives the focus back to where it was: into the payment's dialog. */
  readonly putDown: () => void
}

/**
 * Lets the phone in `#phone` be picked up, as long as `canHold`: by the pointer, which only has to be over it, and by
 * the keyboard, with Tab from the last control of the payment.
 */
export function createHold(canHold: () => boolean): Hold {
  const phone = byId('phone', HTMLDialogElement)
  const back = byId('phone-back', HTMLButtonElement)
  let heldBy: 'pointer' | 'keyboard' | undefined

  function pickUp(by: 'pointer' | 'keyboard'): void {
    const { left, top, width, height } = phone.getBoundingClientRect()
    for (const [name, px] of Object.entries({ left, top, width, height })) {
      phone.style.setProperty(`--${name}`, `${px}px`)
    }
    // Not close() and show(): both would move the focus.
    phone.removeAttribute('open')
    phone.showModal()
    heldBy = by
    back.hidden = by === 'pointer'
    if (by === 'keyboard') byId('phone-frame', HTMLIFrameElement).focus()
  }

  function putDown(): void {
    if (heldBy === undefined) return
    heldBy = undefined
    back.hidden = true
    phone.close()
    phone.setAttribute('open', '')
  }

  function onPointer({ type, clientX, clientY }: PointerEvent): void {
    if (!canHold()) return
    const { left, right, top, bottom } = phone.getBoundingClientRect()
    const isOver = clientX >= left && clientX < right && clientY >= top && clientY < bottom
    if (isOver && heldBy === undefined) pickUp('pointer')
    // A nudge of the mouse takes nothing out of the hands of somebody who types.
    if (!isOver && (heldBy === 'pointer' || type === 'pointerdown')) putDown()
  }

  function onKey(event: KeyboardEvent): void {
    const isLeaving = event.key === 'Escape' && heldBy === 'keyboard'
    const isReaching =
      event.key === 'Tab' && !event.shiftKey && !heldBy && canHold() && isLastControl(event.composedPath()[0])
    if (!isLeaving && !isReaching) return
    event.preventDefault()
    if (isLeaving) putDown()
    else pickUp('keyboard')
  }

  document.addEventListener('pointermove', onPointer)
  document.addEventListener('pointerdown', onPointer)
  document.addEventListener('keydown', onKey)
  back.addEventListener('click', putDown)
  return { putDown }
}

/** Tells the last control of an open dialog: Tab from there leads out of it. */
function isLastControl(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target === [...(target.closest('dialog')?.querySelectorAll('a, button, input') ?? [])].at(-1)
}
