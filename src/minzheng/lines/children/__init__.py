"""Child welfare and protection of minors 儿童福利与未成年人保护."""
