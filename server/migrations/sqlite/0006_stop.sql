-- Any node may be asked to stop an answer; the one that writes it finds the request here.

alter table runs add column stop_requested boolean not null default false;
