-- Orders that were amended, and what self-trade prevention took of them.

ALTER TABLE orders
    -- How often price or quantity were changed.
    ADD COLUMN amends integer NOT NULL DEFAULT 0 CHECK (amends >= 0),
    -- None for a refused order that asked for a mode that there is not.
    ADD COLUMN self_trade_prevention text DEFAULT 'expireMaker' CHECK (self_trade_prevention IN ('expireMaker', 'expireTaker', 'expireBoth', 'decrement')),
    -- Base units that were not executed because they would have met another order of the account.
    ADD COLUMN prevented_quantity amount_not_negative NOT NULL DEFAULT 0,
    ADD CONSTRAINT orders_prevented_check CHECK (status = 'rejected' OR filled_quantity + prevented_quantity <= quantity);
