export default {
  summary: '{action}: {done, number} done{refused, plural, =0 {} other {, # refused}}', showDone: '{count, plural, one {Show the one that is done} other {Show the # that are done}}', done: 'Done', refused: 'Refused',
} as const
