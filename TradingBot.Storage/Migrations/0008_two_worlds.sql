-- The simulator's market and the exchanges' stand side by side, and the mode can be changed at run time.
-- Nothing chosen: each worker follows its configuration.
ALTER TABLE control ALTER COLUMN simulation_mode DROP NOT NULL, ALTER COLUMN simulation_mode DROP DEFAULT;
UPDATE control SET simulation_mode = NULL;

-- The world in which an order works, and whose prices a point of the equity curve was told by.
ALTER TABLE orders ADD COLUMN simulated boolean NOT NULL DEFAULT false;
ALTER TABLE equity_points ADD COLUMN simulated boolean NOT NULL DEFAULT false;
