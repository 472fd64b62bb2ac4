-- The orders whose parcels a store took and has not shown are looked for by these. A platform that shows none has no time at which to read them back.
create index parcel_not_confirmed on parcel (merchant_id, order_id) where confirmed_at is null;
