/** Whether the dialog could be seen where its button is: a modal one that can't, as in a panel that is folded away, would
 * take the whole page along. */

/** Tells whether a dialog would be drawn if it were open. A browser that can't tell is taken to draw it. */
export function isRendered(dialog: HTMLDialogElement): boolean {
  dialog.toggleAttribute('open', true)
  const isDrawn = isSeen(dialog)
  dialog.toggleAttribute('open', false)
  return isDrawn
}

/** Calls back when the place of a dialog and its button is folded away or unfolded, until the observer is disconnected. */
export function watchPlace(
  { dialog, button, host }: Readonly<Record<'dialog' | 'button' | 'host', HTMLElement>>,
  callback: () => void,
): ResizeObserver {
  // In a frame of its own: a change of size within the observer's own turn is an error on the page's console.
  const observer = new ResizeObserver(() => requestAnimationFrame(callback))
  for (const one of [dialog, button, host]) observer.observe(one)
  return observer
}

/** Tells whether an element is drawn. */
export function isSeen(element: HTMLElement): boolean {
  return element.checkVisibility?.() ?? true
}
