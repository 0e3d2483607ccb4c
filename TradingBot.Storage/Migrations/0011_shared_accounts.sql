-- Accounts are shared evenly among the workers that can take them.

ALTER TABLE workers ADD COLUMN takes_accounts boolean NOT NULL DEFAULT false;
