export default {
  navigation: 'Main', openNavigation: 'Open navigation', closeNavigation: 'Close navigation', home: 'Home', ecIntegrations: 'EC Integrations', fetchRuns: 'Fetch Runs', orders: 'Orders', holds: 'Holds', unknownProducts: 'Unknown Products', inbounds: 'Inbounds', stock: 'Stock', stockPushes: 'Stock Pushes', salesChannels: 'Sales Channels', shippingTypes: 'Shipping Types', merchants: 'Merchants', users: 'Users', apiKeys: 'API Keys', platformCalls: 'Platform Calls',
  merchantShown: 'Merchant shown', allMerchants: 'All merchants', searchEverything: 'Search everything', searchPlaceholder: 'Order number, tracking number, SKU, account …', searchHint: 'Type to search orders, EC accounts, products, inbounds and merchants.', searchNothing: 'Nothing found for “{query}”.', searchPages: 'Pages', searchResults: 'Results',
  display: 'Display', language: 'Language', english: 'English', chinese: '繁體中文', scheme: 'Appearance', light: 'Light', dark: 'Dark', system: 'System', density: 'Density', comfortable: 'Comfortable', compact: 'Compact',
  account: 'Your account', signOut: 'Sign out', demo: 'Demo', demoHint: 'Demo data and the sandbox store are running.',
  notFoundTitle: 'There is no such page', notFoundText: 'The address may be mistyped, or the page was moved.', goHome: 'Go to Home', merchantInactive: '{name} (inactive)',
} as const
