"""Makes releases from deliveries: read, validate, build. Stands beside the app; nothing imports it."""
