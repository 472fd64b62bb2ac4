export default {
  save: 'Save', showPassword: 'Show the password', cancel: 'Cancel', discard: 'Discard changes', close: 'Close', retry: 'Try again', reload: 'Reload', back: 'Back', remove: 'Remove', edit: 'Edit', create: 'Create',
  copy: 'Copy', copied: 'Copied', loadMore: 'Load more', search: 'Search', clearFilters: 'Clear filters', filters: 'Filters', all: 'All', no: 'No', on: 'On', off: 'Off', none: 'None', details: 'Details', actions: 'Actions',
  noMatch: 'Nothing matches these filters', noMatchHint: 'Change a filter, or clear them all.',
  selected: '{count, plural, one {# selected} other {# selected}}', selectAll: 'Select all rows shown', selectRow: 'Select {name}', clearSelection: 'Clear selection', shown: '{count, plural, one {# row} other {# rows}}',
  unsaved: 'You have unsaved changes', leaveTitle: 'Leave without saving?', leaveText: 'Your changes on this page are not saved and will be lost.', stay: 'Stay here', leave: 'Leave without saving',
  errorSummary: '{count, plural, one {There is a problem} other {There are # problems}}', errorTitle: 'Error: {title}', requestId: 'Request id', offlineTitle: 'Crossdock does not answer', offlineText: 'The connection failed, so it is not known whether anything was done. Check your network and try again: nothing will be done twice.',
  brokenTitle: 'This page could not be shown', brokenText: 'Crossdock may have been updated while the page was open. Reload it; if it happens again, tell a warehouse admin.',
  typeToConfirm: 'Type “{text}” to confirm', from: 'From', to: 'To', skipToContent: 'Skip to content',
  issueRequired: 'Fill this in', issueTime: 'Enter a time between 00:00 and 23:59',
  duration: { days: '{days, number} d {hours, number} h', hours: '{hours, number} h {minutes, number} min', minutes: '{minutes, number} min', moment: 'less than a minute' },
} as const
