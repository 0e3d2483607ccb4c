-- Each worker has feeds of its own: what one tells of a stream is not overwritten by another.
ALTER TABLE feed_status DROP CONSTRAINT feed_status_pkey, ADD PRIMARY KEY (venue, symbol, stream, worker_id);
