"""Settings, urls, wiring: the only place that knows everyone."""
