export default {
  title: 'Holds', description: 'Why orders wait, and whose move it is.', searchLabel: 'Order number or note', one: 'Hold', quoted: '“{text}”', skuTitled: '{sku} ({title})', byItselfAdvice: 'Goes by itself. {advice}',
  emptyTitle: 'No order is on hold', emptyText: 'An order that cannot go as it is waits here and says why. When the cause goes, it goes on by itself.', openOrders: 'Open Orders',
  account: 'EC account', owner: 'Whose move', move: '{owner}’s move', since: 'Since', placedBy: 'Placed by', stands: 'What stands in the way', way: 'How it goes', byItself: 'Goes by itself', byHand: 'Released by hand',
  hold: 'Put on hold', holdTitle: '{count, plural, one {Put this order on hold?} other {Put # orders on hold?}}', holdText: 'Nobody can start or ship it until it is released. Its stock stays reserved.', chooseReason: 'Choose a reason', reasonMissing: 'Choose a reason', noteTooLong: 'At most {max, number} characters', noteOptional: 'Note (optional)',
  release: 'Release', releaseTitle: '{count, plural, one {Release the order?} other {Release # orders?}}', releaseText: 'What a person may release goes. A hold that has a cause, such as an unknown product, goes when the cause goes.', releaseOne: 'Release this hold?', releaseOneText: '“{reason}”: the order can go on when nothing else holds it.', releaseHolds: '{count, plural, one {Release # hold?} other {Release # holds?}}', releaseHoldsText: 'Their orders go on when nothing else holds them.', released: 'Released', releasedNow: '{count, plural, one {# hold released} other {# holds released}}',
  someByThemselves: '{count, plural, one {# of them goes by itself and is left alone} other {# of them go by themselves and are left alone}}', allByThemselves: 'These go by themselves, when their cause goes',
  field: 'Field', before: 'Before', after: 'Now at the store',
  cause: {
    unmapped: 'The shipping code “{code}” has no warehouse shipping type.', unmappedNamed: 'The shipping code “{code}” ({name}) has no warehouse shipping type.', mapCode: 'Map the code',
    unknown: '{count, plural, one {No product has this SKU:} other {No product has these SKUs:}}',
    missing: '{sku}: {count, plural, other {# missing}}', channel: 'The sales channel “{name}” is disabled, so it takes no new orders.', openChannels: 'Open Sales Channels',
    canceled: 'The store canceled it while it was being processed. Cancel it here, or release it to ship all the same.', canceledAfterShipping: 'The store canceled it after it was shipped. Agree on the return with the merchant, then release it.',
    differs: 'The store was told {told}, and the parcel has {number} ({carrier}) since. Correct it at the store; the hold goes when the store shows it.', canceledByShipment: 'The store refused the tracking number, since the order was canceled there. Stop the parcel if you can, agree with the merchant, then release it.',
    leftAtStore: 'The store says that it has left already. Cancel it here; or release it to ship all the same.',
    changed: '{count, plural, =0 {The store changed it after processing began.} one {The store changed # thing after processing began.} other {The store changed # things after processing began.}} Make the parcel fit, then release it.',
  },
  changeField: {
    shippingCode: 'Shipping code', shipmentStatus: 'Shipment', codAmount: 'Cash on delivery', total: 'Total', buyerNote: 'Buyer’s note',
    recipient: { name: 'Recipient: name', phone: 'Recipient: phone', email: 'Recipient: e-mail', country: 'Recipient: country', postalCode: 'Recipient: postal code', city: 'Recipient: city', district: 'Recipient: district', address: 'Recipient: address' },
    pickupStore: { brand: 'Pickup store: brand', storeId: 'Pickup store: number', storeName: 'Pickup store: name', address: 'Pickup store: address' },
    line: { quantity: '{name}: quantity', sku: '{name}: SKU' },
  },
  advice: {
    unmapped_shipping_code: 'Map the code on the EC account; all orders with it go on.', unknown_product: 'Map the SKU under Unknown Products; all orders with it go on.', insufficient_stock: 'Receive an inbound or correct the stock; the oldest order goes first.', sales_channel_disabled: 'Enable the sales channel.',
    merchant_request: 'Ask the merchant, then release it.', address_issue: 'Have the address corrected, then release it.', risk_control: 'Let the merchant decide, then release it.', wrong_store_number: 'Have the store number corrected, then release it.', other: 'See the note, then release it.',
  },
} as const
