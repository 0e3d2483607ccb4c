-- What decides when and how an account's orders execute, by the model's name; the model itself stands in the journal.

ALTER TABLE accounts ADD COLUMN execution_model text NOT NULL DEFAULT 'immediate' CHECK (length(execution_model) BETWEEN 1 AND 32);
