"""名册测算: a roster in Excel in, conclusions in Excel out. No server, no database, no Django."""
