// Runs before the first paint, so that neither colours nor glyph shapes change in front of the reader.
;(function () {
  var scheme = localStorage.getItem('crossdock.scheme') || 'auto'
  var dark = scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  var language = localStorage.getItem('crossdock.language') || (/^zh/i.test(navigator.language) ? 'zh' : 'en')
  var root = document.documentElement
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  root.setAttribute('data-density', localStorage.getItem('crossdock.density') || 'comfortable')
  root.lang = language === 'zh' ? 'zh-Hant-TW' : 'en'
})()
