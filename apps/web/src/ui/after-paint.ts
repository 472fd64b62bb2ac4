/** Does what follows from a click once the next frame is shown: that it was taken is seen first. */
export function afterPaint(work: () => void): void {
  // No frames are drawn of a page that nobody sees.
  if (document.visibilityState === 'hidden') setTimeout(work)
  else requestAnimationFrame(() => setTimeout(work))
}
