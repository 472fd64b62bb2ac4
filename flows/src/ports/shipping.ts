export interface ShipRows {}
