/**
 * How Node runs the server. A young generation of 8 MB at most: loading the modules fills whatever it may have, and it is not given
 * back; Node takes 16 MB by itself, three times over. With 4 MB an import has it cleaned two and a half times as often.
 */
export const serverFlags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8']

/** Few arenas in glibc, which else keeps one for each thread that ever asked for memory: 20 MB less. */
export const serverEnvironment = { MALLOC_ARENA_MAX: '2' }
