let arriving = false

/** To be called when the reader goes to another page inside the application. */
export function announceArrival(): void {
  arriving = true
}

/** Whether the page now shown was just arrived at; true once for each arrival. */
export function takeFocusOnArrival(): boolean {
  const was = arriving
  arriving = false
  return was
}
