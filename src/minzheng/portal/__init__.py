"""The public site: what a citizen sees without an account, and with one."""
