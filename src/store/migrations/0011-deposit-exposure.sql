-- What a deposit is exposed to, as a queue shows it: shares by category. Null: no ledger was asked.
alter table deposit add exposure jsonb;
