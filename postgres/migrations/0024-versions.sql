-- What two people may have open in a form at once: whoever saves second is told of the first instead of overwriting them.
alter table merchant add version integer not null default 1;
alter table sales_channel add version integer not null default 1;
alter table shipping_type add version integer not null default 1;
alter table product add version integer not null default 1;
alter table mail_setting add version integer not null default 1;
alter table notice_endpoint add version integer not null default 1;
