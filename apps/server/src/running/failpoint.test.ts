import { expect, it, vi } from 'vitest'
import { failpointOf } from './failpoint.ts'

it('kills the process at the failpoint that is named, and at no other', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
  const failpoint = failpointOf({ NODE_ENV: 'test', CROSSDOCK_FAILPOINT: 'here' })!
  failpoint('elsewhere')
  expect(kill).not.toHaveBeenCalled()
  failpoint('here')
  expect(kill).toHaveBeenCalledWith(process.pid, 'SIGKILL')
  kill.mockRestore()
})

it.each([undefined, 'production', 'development'])('has no failpoints where NODE_ENV is %s', (mode) => {
  expect(failpointOf({ NODE_ENV: mode, CROSSDOCK_FAILPOINT: 'here' })).toBeUndefined()
})
