export default {
  title: 'Home', description: 'What needs someone, for {scope}.', allMerchants: 'all merchants',
  needs: 'Needs someone', allWell: 'Nothing needs you', allWellText: 'All stores are connected, nothing was refused, and no order is on hold.',
  systemTrouble: { client_refused: '{platform} refuses Crossdock’s own credentials', secret_unreadable: 'Crossdock cannot open the access that it keeps for {platform}' },
  systemTroubleText: { client_refused: 'Correct the client id or secret in Crossdock’s settings and restart it. {count, plural, one {# EC account waits} other {# EC accounts wait}}; none of them has to be authorized again.', secret_unreadable: 'Add the missing key back to CROSSDOCK_KEYS. {count, plural, one {# EC account waits} other {# EC accounts wait}}; authorizing again is not needed once the key is back.' },
  disconnected: '“{account}” of {merchant} is disconnected', degraded: '“{account}” of {merchant} is in trouble', openAccount: 'Open the EC account',
  orders: 'Orders', pending: 'Pending', pendingHint: 'waiting here', ready: 'Ready', readyHint: 'pending, not on hold', processing: 'Processing', shippedToday: 'Shipped today', waitingTracking: 'Tracking not confirmed', waitingTrackingHint: 'parcels the store does not know of',
  holds: 'On hold, by reason', holdsEmpty: 'No order is on hold.', oldest: 'oldest <at></at>', move: '{owner}’s move',
  refused: 'Refused by a store', refusedText: '{kind} · {account}', unknownProducts: '{count, plural, one {# unknown product blocks orders} other {# unknown products block orders}}', mapProducts: 'Map them',
  nextSlots: 'Next fetches', nextSlotsEmpty: 'No fetch is scheduled.', lastRuns: 'Last runs', lastRunsEmpty: 'No run yet.', runResult: '{new, number} new, {held, number} held',
  byHour: 'Orders by hour', imported: 'Imported', shipped: 'Shipped', byHourText: 'In the last 24 hours {imported, plural, one {# order was imported} other {# orders were imported}} and {shipped, plural, one {# was shipped} other {# were shipped}}.', byHourTable: 'Orders imported and shipped in each of the last 24 hours', hour: 'Hour',
  firstSteps: 'First steps', firstStepsText: '{done, number} of {total, number} done', steps: { salesChannel: 'Create a sales channel', ecAccount: 'Create an EC account', connected: 'Authorize it at the platform', mapping: 'Map its shipping types', shipped: 'Ship the first order' }, done: 'Done', toDo: 'To do',
} as const
