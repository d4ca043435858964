-- Blobs are read piece by piece. Of a compressed value everything before a piece would be unpacked
-- each time; and to pack a result takes the server longer than to write it.

alter table blob alter column bytes set storage external;
