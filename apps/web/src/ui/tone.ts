/** What a colour says: nothing, work in progress, well, look here, wrong. Always beside an icon and a word. */
export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'bad'
