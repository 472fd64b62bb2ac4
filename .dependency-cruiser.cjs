// Who may import whom: domain <- contract <- web; domain <- kit <- each platform <- registry; domain + kit <- flows <- postgres <- server.
// Tests may also import tests/support. The sandbox store imports nothing of ours: a fake that shares code cannot disagree with it.
const testFiles = '\\.test\\.tsx?$'

/** A rule: files under `from` import, of our rooms, only what `to` matches and what lies beside them. */
function only(name, from, ...to) {
  return {
    name,
    severity: 'error',
    from: { path: `^${from}/`, pathNot: testFiles },
    to: { path: '^(apps|connectors|contract|domain|flows|postgres|tests|scripts)/', pathNot: [from, ...to].map((room) => `^${room}/`) },
  }
}

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(virtual:|\\./routeTree)' } },
    only('domain-imports-nothing', 'domain'),
    only('contract-knows-the-domain', 'contract', 'domain'),
    only('web-knows-the-contract', 'apps/web', 'contract', 'domain'),
    only('kit-knows-the-domain', 'connectors/kit', 'domain'),
    only('registry-knows-the-platforms', 'connectors/registry', 'connectors'),
    only('flows-know-no-platform', 'flows', 'domain', 'connectors/kit'),
    only('postgres-serves-the-flows', 'postgres', 'domain', 'connectors/kit', 'flows'),
    only('server-joins-the-rooms', 'apps/server', 'domain', 'contract', 'connectors/(kit|registry)', 'flows', 'postgres'),
    {
      name: 'platforms-are-strangers',
      severity: 'error',
      from: { path: '^connectors/(?!kit/|registry/)([^/]+)/', pathNot: testFiles },
      to: { path: '^(apps|connectors|contract|domain|flows|postgres|tests|scripts)/', pathNot: ['^connectors/$1/', '^connectors/kit/', '^domain/'] },
    },
    {
      name: 'sandbox-shares-nothing',
      severity: 'error',
      from: { path: '^apps/liteshop/' },
      to: { path: '^(apps/(?!liteshop/)|connectors|contract|domain|flows|postgres|tests|scripts)/' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { pathNot: [testFiles, '^tests/', '/(conformance|testing)\\.ts$', '/fixtures/', '^vitest\\.config\\.ts$'] },
      to: { path: [testFiles, '^tests/', '^node_modules/(vitest|fast-check|@playwright)/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^apps/[^/]+/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
