"""The observers that ship: receipts of writes, and OpenTelemetry."""
