"""低保 and what hangs on it, as pure rules: members → income and property → entitlements → single persons."""
