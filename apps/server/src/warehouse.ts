/** The warehouse's own clock: days begin by it, and screens show times in it. */
export const warehouseTimeZone = 'Asia/Taipei'
