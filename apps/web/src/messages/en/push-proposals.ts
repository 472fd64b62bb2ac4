export default {
  title: 'Corrections to tell the stores', hint: 'An inbound was corrected after it completed. Nothing is told to a store before somebody confirms it; the next inbound of the SKU takes off what is still open by itself.', hintDone: 'What corrections of this inbound proposed, and what became of it.',
  quantity: 'Change', stateLabel: 'State', why: 'Why', decision: 'Decision', showPush: 'Show the stock push', decide: 'Decision about corrections', evenedBy: 'A later inbound evened it out',
  state: { open: 'Waits for a decision', confirmed: 'Confirmed', dismissed: 'Dismissed', evened: 'Evened out' },
  confirm: 'Tell the stores', confirmTitle: 'Tell the stores {count, plural, one {# correction} other {# corrections}}?', confirmText: 'Each store’s stock changes by what is due now, once, as with any other stock push.',
  dismiss: 'Dismiss', dismissTitle: 'Dismiss {count, plural, one {# correction} other {# corrections}}?', dismissText: 'The stores stay as they are, because you know that they are right – their stock was changed by hand, for example. The difference counts as told, so that no later inbound makes up for it.',
} as const
